import PluginKit

/// The keys of an address's query: some are taken, some have no counterpart here, and others nobody knows.
struct AddressQuery {
    private var left: [AddressParameter]
    private(set) var notes: [String] = []
    private var known: [String] = []
    /// Where the address ends, for faults about what is missing.
    private let end: Int

    init(_ address: AddressText) {
        left = address.query
        end = address.bare.column + address.bare.raw.count
    }

    /// The last value of a key by one of its names; taken out.
    mutating func take(_ names: String...) -> AddressPiece? {
        known += names
        let found = left.last { names.contains($0.name) }
        left.removeAll { names.contains($0.name) }
        return found?.value
    }

    /// All values of a key by its names, each split at commas and blanks; taken out.
    mutating func takeList(_ names: String...) -> [AddressPiece] {
        known += names
        let found = left.filter { names.contains($0.name) }.map(\.value)
        left.removeAll { names.contains($0.name) }
        return found.flatMap { value in
            value.text.split { $0 == "," || $0 == " " }.map {
                AddressPiece(raw: String($0), text: String($0), column: value.column)
            }
        }
    }

    /// Whether a key says yes; nil without the key.
    mutating func takeFlag(_ names: String...) throws(ChannelAddressError) -> Bool? {
        known += names
        guard let value = left.last(where: { names.contains($0.name) })?.value else { return nil }
        left.removeAll { names.contains($0.name) }
        switch value.text.lowercased() {
        case "yes", "true", "1", "on", "y", "t", "enable", "+": return true
        case "no", "false", "0", "off", "n", "f", "disable", "-": return false
        default: throw value.fault("expected yes or no")
        }
    }

    /// The first key that starts with one of `signs`, such as `+Header=…`.
    func first(startingWith signs: String) -> AddressParameter? {
        left.first { parameter in parameter.name.first.map { signs.contains($0) } ?? false }
    }

    /// All keys that start with `sign`, without it; taken out.
    mutating func take(startingWith sign: Character) -> [AddressParameter] {
        let found = left.filter { $0.name.first == sign }
        left.removeAll { $0.name.first == sign }
        return found
    }

    mutating func note(_ text: String) { notes.append(text) }

    /// Names what is left: known keys in one note, and the first unknown one as a fault.
    ///
    /// `ornaments`: Keys of this grammar that have no counterpart here.
    mutating func finish(ornaments: [String], signs: String = "") throws(ChannelAddressError) -> [String] {
        let names = known + ornaments
        var ignored: [String] = []
        for parameter in left {
            if let sign = parameter.name.first, signs.contains(sign) {
                ignored.append("\(sign)…")
            } else if ornaments.contains(parameter.name) {
                ignored.append(parameter.name)
            } else {
                throw Self.unknown(parameter, among: names)
            }
        }
        if let verify = ignored.firstIndex(of: "verify") {
            ignored.remove(at: verify)
            note("certificates are always checked, whatever 'verify' says")
        }
        if !ignored.isEmpty { note("has no counterpart here: \(ignored.map { "'\($0)'" }.joined(separator: ", "))") }
        return notes
    }

    /// A key that nobody knows may be a piece of a password, so it is named only when it is nearly a known one.
    static func unknown(_ parameter: AddressParameter, among known: [String]) -> ChannelAddressError {
        if let guess = Suggestion.closest(to: parameter.name, among: known) {
            return parameter.key.fault("unknown key '\(parameter.name)'", hint: "did you mean '\(guess)'?")
        }
        return parameter.key.fault("unknown key", hint: "known here: \(Set(known).sorted().joined(separator: ", "))")
    }

    /// A fault about something that is not there.
    func missing(_ what: String, hint: String? = nil) -> ChannelAddressError {
        ChannelAddressError(column: max(1, end - 1), what, hint: hint)
    }

    /// What all of Apprise's addresses may carry, and what many of its platforms have.
    static let apprise = [
        "image", "footer", "avatar", "avatar_url", "priority", "tags", "template",
        "overflow", "format", "verify", "cto", "rto", "redirect", "retry", "wait", "optional", "emojis", "store", "tz",
    ]
}
