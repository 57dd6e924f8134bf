import Foundation

/// Measures what the program promises: `milieu-bench list`, `milieu-bench run NAME…`; the README beside tells all.
///
/// Results are JSON lines on standard output, a table for people goes to standard error. Build it with `-c release`.
@main
struct MilieuBench {
    static var benches: [any Bench.Type] {
        [
            AnswersBench.self, CronBench.self, DeliverBench.self, EndpointsBench.self, HelpBench.self,
            InFlightBench.self, MailBench.self, MatchBench.self, NightlyBench.self, PickupBench.self,
            ProgramBench.self, RosterBench.self, RunBench.self,
            SchedulesBench.self,
            SecureBench.self,
            TransferBench.self, ValidateBench.self, YearsBench.self,
        ]
    }

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case "list": for bench in benches { say("\(bench.name)  \(bench.summary)") }
        case "run": try await run(arguments.dropFirst())
        case "post": try await PostingClient.run(arguments.dropFirst())
        default:
            say(BenchRequest.usage)
            exit(64)
        }
    }

    private static func run(_ arguments: some Sequence<String>) async throws {
        let request: BenchRequest
        do {
            request = try BenchRequest(arguments)
            let unknown = request.names.first { name in !benches.contains { $0.name == name } }
            if let unknown { throw BenchFailure("no bench '\(unknown)'; milieu-bench list shows all") }
        } catch let failure as BenchFailure {
            say("\(failure)")
            exit(64)
        }
        for bench in benches where request.names.isEmpty || request.names.contains(bench.name) {
            do {
                for figure in try await bench.measure(request) { figure.report() }
            } catch let failure as BenchFailure {
                say("\(bench.name): \(failure)")
                exit(1)
            }
        }
    }

    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// One bench.
protocol Bench {
    static var name: String { get }
    static var summary: String { get }
    static func measure(_ request: BenchRequest) async throws -> [Figure]
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
