/// What was asked for on the command line: `list`, or `run NAME… [--compare] [--count N] [--rounds N] [--store NAME]`.
struct BenchRequest {
    /// The benches by name; empty for all.
    private(set) var names: [String] = []
    /// Whether the peers do the same work in the same run.
    private(set) var isComparing = false
    /// How much work, where a bench can do less or more of it.
    private(set) var count: Int?
    /// How often, where a bench takes the median; nil for its own number.
    private(set) var rounds: Int?

    /// Only this store, `sqlite` or `postgresql`, where a bench measures both.
    private(set) var store: String?

    static let usage = "usage: milieu-bench list | run NAME… [--compare] [--count N] [--rounds N] [--store NAME]"

    /// Reads what follows `run`; throws a `BenchFailure` that names what cannot be read.
    init(_ arguments: some Sequence<String>) throws {
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            switch argument {
            case "--compare": isComparing = true
            case "--count": count = try Self.number(after: argument, rest.next())
            case "--rounds": rounds = try Self.number(after: argument, rest.next())
            case "--store":
                store = rest.next()
                guard ["sqlite", "postgresql"].contains(store) else {
                    throw BenchFailure("'--store' takes sqlite or postgresql, found '\(store ?? "")'")
                }
            case _ where argument.hasPrefix("-"): throw BenchFailure("unknown option '\(argument)'; \(Self.usage)")
            default: names.append(argument)
            }
        }
    }

    func covers(_ name: String) -> Bool { store == nil || store == name }

    private static func number(after option: String, _ text: String?) throws -> Int {
        guard let number = text.flatMap({ Int($0) }), number > 0 else {
            throw BenchFailure("'\(option)' takes a number above 0, found '\(text ?? "")'")
        }
        return number
    }
}
