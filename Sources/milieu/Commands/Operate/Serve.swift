import ArgumentParser
import Console
import Definitions
import Delivery
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling
import Synchronization

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs until it is stopped: schedules, delivers, and shows members' pages.",
        discussion: """
            EXAMPLES
              milieu serve
              milieu serve --dir /etc/milieu

            Changed files are taken up within seconds. A broken one changes nothing: the last good version goes on, and
            the fault is shown at its line. Ctrl-C ends: what is being sent is finished, what is being
            decided is given back.

            One process may serve a SQLite file; a second one is refused. A store on PostgreSQL takes any number.
            """)

    @OptionGroup var options: ProgramOptions

    func run() async throws {
        let workplace = try await options.open(isNode: true)
        let output = options.output
        let listen = workplace.engine.catalog.configuration.listen
        let colon = listen.lastIndex(of: ":") ?? listen.endIndex
        let console = ConsoleApp(
            desk: workplace.engine, askID: workplace.links.id(from:), linkDay: workplace.links.day(of:),
            messageID: workplace.unsubscribing.id(from:), postVerdict: workplace.postVerdict,
            clock: workplace.clock,
            host: String(listen[..<colon]), port: Int(listen[listen.index(after: colon)...]) ?? 8_080)
        try await workplace.takeOver()
        let life = NodeLife(workplace: workplace, output: output, isServing: true)
        do {
            let wasStopped = try await StopSignal.heeded {
                try await life.during {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            try await console.run { port in
                                output.say("Serving \(listen.prefix(upTo: colon)):\(port). Ctrl-C ends.")
                            }
                        }
                        group.addTask { try await ServeLoop(workplace: workplace, output: output).run() }
                        group.addTask { await HealthWatch.keepTelling(of: workplace, by: output) }
                        group.addTask { try await DeliveryLoop(workplace: workplace, output: output).run() }
                        defer { group.cancelAll() }
                        try await group.next()
                    }
                }
            }
            if wasStopped { output.say("Stopped. Nothing is lost; start again whenever you like.") }
        } catch let error as StoreError {
            throw options.fail("\(error)")
        } catch {
            throw options.fail(
                "cannot serve \(listen): \(error); is the port taken? change 'listen' in Config/milieu.yaml",
                .unavailable)
        }
    }
}

/// Delivers what is due, beside the engine's loop, so that a slow platform delays no decision.
struct DeliveryLoop {
    let workplace: Workplace
    let output: Output

    func run() async throws {
        let bell = workplace.engine.bell
        let seen = Mutex(bell.rings)
        var hadTrouble = false
        while !Task.isCancelled {
            do {
                // What the store took as claimed when it went away, nobody here heard of.
                if hadTrouble {
                    try await workplace.store.endMessageLeases(of: ProcessOwner.current, at: workplace.clock.now())
                }
                hadTrouble = false
                try await workplace.dispatcher.serve {
                    let rings = await bell.wait(after: seen.withLock { $0 }, atMost: ServeLoop.longestSleep)
                    seen.withLock { $0 = rings }
                } onProgress: {
                    output.say($0.sentence)
                }
            } catch is CancellationError {
                return
            } catch {
                hadTrouble = true
                output.complain("error: \(error); trying again")
                try await Task.sleep(for: ServeLoop.longestSleep)
            }
        }
    }
}

/// The engine's loop, with the files read anew when they change and the runs of lost processes freed.
struct ServeLoop {
    let workplace: Workplace
    let output: Output

    /// Never asleep for longer: a changed file is noticed within this time.
    static let longestSleep: Duration = .seconds(2)

    func run() async throws {
        let watch = Mutex(FileWatch(loader: workplace.loader))
        tellWarnings(of: workplace.read)
        let wasStopped = Mutex(false)
        await workplace.engine.serve(longest: Self.longestSleep) {
            if watch.withLock({ $0.hasChanged() }) { reload() }
            tellOfStop(wasStopped)
            try await workplace.lookAtClock()
            try await workplace.takeOver()
        } _: { event in
            switch event {
            case .skipped(let run): output.say("skipped \(run.job): \(run.reason ?? "")")
            case .worked(let run):
                output.say("run \(run.id) \(run.job): \(run.state.rawValue)\(run.reason.map { " (\($0))" } ?? "")")
            case .clockSet(let step):
                output.say(
                    "warning: the clock was set \(step < .zero ? "back" : "forward") by "
                        + "\(step < .zero ? (.zero - step).components.seconds : step.components.seconds) s; nothing is repeated, "
                        + "and what was missed is made up for as 'catch_up' says")
            case .trouble(let error): output.complain("error: \(error); trying again")
            }
        }
    }

    /// Says when members' messages are stopped by a file, and when they go on.
    private func tellOfStop(_ wasStopped: borrowing Mutex<Bool>) {
        let isStopped = workplace.killSwitch.isOn
        let hasChanged = wasStopped.withLock { last in
            defer { last = isStopped }
            return last != isStopped
        }
        guard hasChanged else { return }
        output.say(
            isStopped
                ? "warning: \(KillSwitch.name) is there: no message goes to members until it is removed"
                : "\(KillSwitch.name) is gone: messages to members go on")
    }

    /// What is used all the same, and that somebody may wish to change.
    private func tellWarnings(of result: ProgramLoader.Result) {
        let warnings = result.diagnostics.filter { $0.severity == .warning }
        if !warnings.isEmpty { output.complain(DiagnosticsRenderer(sources: result.sources).text(warnings)) }
    }

    private func reload() {
        let result = workplace.loader.load()
        if let catalog = result.catalog {
            workplace.engine.use(catalog)
            tellWarnings(of: result)
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
        ["Jobs", "Config", "Config/messages", "Config/questionnaires", "Config/calendars"].flatMap {
            folder -> [String] in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
            return names.sorted().map { name in
                let attributes = try? FileManager.default.attributesOfItem(atPath: "\(root)/\(folder)/\(name)")
                let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
                return "\(folder)/\(name) \(attributes?[.size] ?? 0) \(time)"
            }
        }
    }
}
