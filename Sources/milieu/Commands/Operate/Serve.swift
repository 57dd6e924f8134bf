import ArgumentParser
import Console
import Definitions
import Delivery
import Dispatch
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs until it is stopped: schedules, delivers, and shows members' pages.",
        discussion: """
            EXAMPLES
              milieu serve
              milieu serve --dir /etc/milieu

            Changed files are taken up within seconds. A broken one changes nothing: the last good version goes on, and
            the fault is shown at its line. Ctrl-C finishes what is in flight and ends.
            """)

    @OptionGroup var options: ProgramOptions

    func run() async throws {
        let workplace = try await options.open()
        let output = options.output
        let listen = workplace.engine.catalog.configuration.listen
        let colon = listen.lastIndex(of: ":") ?? listen.endIndex
        let console = ConsoleApp(
            desk: workplace.engine, askID: workplace.links.id(from:), clock: workplace.clock,
            host: String(listen[..<colon]), port: Int(listen[listen.index(after: colon)...]) ?? 8_080)
        try await workplace.takeOver()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await console.run { port in
                        output.say("Serving \(listen.prefix(upTo: colon)):\(port). Ctrl-C ends.")
                    }
                }
                group.addTask { try await ServeLoop(workplace: workplace, output: output).run() }
                group.addTask {
                    await StopSignal.wait()
                    throw CancellationError()
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch is CancellationError {
            output.say("Stopped. Nothing is lost; start again whenever you like.")
        } catch {
            throw options.fail(
                "cannot serve \(listen): \(error); is the port taken? change 'listen' in Config/milieu.yaml",
                .unavailable)
        }
    }
}

/// The engine's loop: look at the files, tick, run what is due, deliver, and sleep until something is due.
struct ServeLoop {
    let workplace: Workplace
    let output: Output

    /// Never asleep for longer: a changed file and an answer in another process are noticed within this time.
    private static let longestSleep: Duration = .seconds(2)

    func run() async throws {
        var watch = FileWatch(loader: workplace.loader)
        while !Task.isCancelled {
            reload(&watch)
            do {
                try await workplace.takeOver()
                for run in try await workplace.engine.tick().skipped {
                    output.say("skipped \(run.job): \(run.reason ?? "")")
                }
                for run in try await workplace.engine.runDue() {
                    output.say("run \(run.id) \(run.job): \(run.state.rawValue)\(run.reason.map { " (\($0))" } ?? "")")
                }
                let tally = try await workplace.dispatcher().deliverDue()
                if tally.total > 0 { output.say(tally.sentence) }
            } catch is CancellationError {
                return
            } catch {
                output.complain("error: \(error); trying again")
            }
            try await Task.sleep(for: Self.longestSleep)
        }
    }

    private func reload(_ watch: inout FileWatch) {
        guard watch.hasChanged() else { return }
        let result = workplace.loader.load()
        if let catalog = result.catalog {
            workplace.engine.use(catalog)
            output.say("The files changed and are in use.")
        } else {
            output.complain(
                DiagnosticsRenderer(sources: result.sources).text(result.diagnostics.filter { $0.severity == .error }))
            output.complain("The files have errors. The last good version goes on.")
        }
    }
}

/// Notices that a program's files changed, by their names, sizes and times.
struct FileWatch {
    private let root: String
    private var seen: [String]

    init(loader: ProgramLoader) {
        root = loader.root
        seen = Self.state(of: loader.root)
    }

    mutating func hasChanged() -> Bool {
        let now = Self.state(of: root)
        defer { seen = now }
        return now != seen
    }

    private static func state(of root: String) -> [String] {
        ["Jobs", "Config", "Config/messages", "Config/questionnaires"].flatMap { folder -> [String] in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
            return names.sorted().map { name in
                let attributes = try? FileManager.default.attributesOfItem(atPath: "\(root)/\(folder)/\(name)")
                let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
                return "\(folder)/\(name) \(attributes?[.size] ?? 0) \(time)"
            }
        }
    }
}

/// Waits for Ctrl-C or a service manager's request to stop.
enum StopSignal {
    static func wait() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        for await _ in stream { break }
        for source in sources { source.cancel() }
    }
}
