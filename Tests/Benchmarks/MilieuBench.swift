import Foundation

/// Measures what the program promises: `milieu-bench list`, `milieu-bench run NAME… [--compare]`.
///
/// Results are JSON lines on standard output, a table for people goes to standard error. Build it with `-c release`.
@main
struct MilieuBench {
    static var benches: [any Bench.Type] {
        [CronBench.self, HelpBench.self, NightlyBench.self, SchedulesBench.self, ValidateBench.self]
    }

    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let isComparing = arguments.contains("--compare")
        let names = arguments.dropFirst().filter { !$0.hasPrefix("-") }
        switch arguments.first {
        case "list": for bench in benches { say("\(bench.name)  \(bench.summary)") }
        case "run":
            let unknown = names.filter { name in !benches.contains { $0.name == name } }
            guard unknown.isEmpty else {
                say("no bench '\(unknown[0])'; milieu-bench list shows all")
                exit(64)
            }
            for bench in benches where names.isEmpty || names.contains(bench.name) {
                do {
                    for figure in try await bench.measure(compare: isComparing) { figure.report() }
                } catch let failure as BenchFailure {
                    say("\(bench.name): \(failure)")
                    exit(1)
                }
            }
        default:
            say("usage: milieu-bench list | run NAME… [--compare]")
            exit(64)
        }
    }

    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// One bench.
protocol Bench {
    static var name: String { get }
    static var summary: String { get }
    static func measure(compare: Bool) async throws -> [Figure]
}

/// One measured figure.
struct Figure {
    let bench: String
    let metric: String
    let value: Double
    let unit: String
    let conditions: String
    var peer: String?
    var ratio: Double?

    func report() {
        func number(_ value: Double) -> String { String(format: "%.3f", value) }
        func text(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "null" }
        print(
            "{\"bench\": \"\(bench)\", \"metric\": \"\(metric)\", \"value\": \(number(value)), \"unit\": \"\(unit)\", "
                + "\"conditions\": \"\(conditions)\", \"peer\": \(text(peer)), \"ratio\": \(ratio.map(number) ?? "null")}"
        )
        MilieuBench.say(
            "  \(bench)  \(metric): \(number(value)) \(unit)\(ratio.map { "  \(number($0)) times \(peer ?? "")" } ?? "")"
        )
    }
}

/// Times on the monotonic clock.
enum Stopwatch {
    static func seconds(_ work: () async throws -> Void) async rethrows -> Double {
        let elapsed = try await ContinuousClock().measure(work)
        return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    }
}
