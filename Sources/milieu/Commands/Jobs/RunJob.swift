import ArgumentParser
import Delivery
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling

struct RunJob: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a job now, or everything that is due, delivers, and ends.",
        discussion: """
            EXAMPLES
              milieu run --due                           for cron and systemd timers
              milieu run nightly-check-in
              milieu run newcomer-pairing --input newcomer=ana

            While a node serves the same SQLite file, a job is handed to it, and its result shown. A second run --due
            is refused then. Without a node this is the one process that plans on the file, and others wait for it.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The job.") var job: String?
    @Flag(help: "Everything that is due now.") var due = false
    @Option(help: "An input, as name=value.") var input: [String] = []
    @Flag(name: .shortAndLong, help: "Only show what would happen.") var dryRun = false
    @Flag(help: "One JSON document at the end.") var json = false

    func validate() throws {
        guard due != (job != nil) else { throw ValidationError("name one job, or use --due") }
        guard !(dryRun && due) else {
            throw ValidationError("--dry-run shows one job at a time, expected: milieu run JOB --dry-run")
        }
    }

    static func inputs(_ given: [String], _ options: ProgramOptions) throws -> [String: String] {
        var inputs: [String: String] = [:]
        for text in given {
            guard let sign = text.firstIndex(of: "=") else {
                throw options.fail("expected an input as name=value, found '\(text)'", .usage)
            }
            inputs[String(text[..<sign])] = String(text[text.index(after: sign)...])
        }
        return inputs
    }

    func run() async throws {
        if dryRun, let job {
            try await PlanJob.plan(
                job, at: nil, for: nil, inputs: input, options: options, everybody: false, json: json)
            return
        }
        let workplace = try await options.open(isNode: due)
        let wasStopped = try await StopSignal.heeded {
            guard due else { return try await work(in: workplace) }
            let life = NodeLife(workplace: workplace, output: options.output, isServing: false)
            try await HealthWatch.told(of: workplace, by: options.output) {
                try await life.during { try await work(in: workplace) }
            }
        }
        guard wasStopped else { return }
        options.output.say("Stopped. What was begun is finished, and nothing is lost; go on with: milieu run --due")
        throw ExitStatus.interrupted.code
    }

    private func work(in workplace: Workplace) async throws {
        let output = options.output
        try await workplace.takeOver()
        var only: String?
        var ended: [RunRecord] = []
        var turn: NodeLock?
        defer { withExtendedLifetime(turn) {} }
        if let job {
            do {
                let started = try await workplace.engine.start(
                    options.job(job, in: workplace), inputs: Self.inputs(input, options))
                only = started.id
                output.say("Run \(started.id) started.")
                switch try await begin(started.id, in: workplace) {
                case .here(let lock): turn = lock
                case .elsewhere(let run, let tally): return try report([run], tally)
                }
            } catch let refusal as ManualRunRefusal {
                throw options.fail(refusal.description)
            }
        } else {
            let report = try await workplace.engine.tick()
            for run in report.skipped { output.say("skipped \(run.job): \(run.reason ?? "")") }
            ended = report.ended
        }
        let planning = ProgressLine("Planning", output: output, clock: workplace.clock)
        let runs = try await workplace.engine.runDue(only: only) {
            planning.update(done: $0.done, total: $0.total, detail: $0.job)
        }
        planning.finish()
        try Task.checkCancellation()
        if let only, runs.isEmpty, let run = try await workplace.store.run(only) {
            if run.state == .ready {
                output.say("Run \(only) waits until the run before it in its group is over.")
                output.say("next: milieu run --due then, or milieu serve")
                return try report([run], DeliveryTally())
            }
            // Another node over the same server came first.
            let handed = HandedRun(workplace: workplace, id: only)
            let end = try await handed.result(hasNode: { true })
            return try report([end?.run ?? run], end?.tally ?? DeliveryTally())
        }
        let waiting = try await workplace.store.countMessages()
        let total = [.queued, .retrying, .deferred].reduce(0) { $0 + (waiting[$1] ?? 0) }
        let sending = ProgressLine("Sending", output: output, clock: workplace.clock)
        let tally = try await workplace.dispatcher.deliverDue {
            sending.update(done: $0.total, total: max(total, $0.total))
        }
        sending.finish()
        try Task.checkCancellation()
        try report(ended + runs, tally)
    }

    /// Who works on a run.
    private enum Worker {
        /// This process, which plans on the store for as long as the lock is kept; nil where any number may.
        case here(NodeLock?)
        /// A node, which has done so.
        case elsewhere(RunRecord, DeliveryTally)
    }

    /// Waits until this process may work on the run, or a node has.
    private func begin(_ id: String, in workplace: Workplace) async throws -> Worker {
        let output = options.output
        while true {
            do {
                return .here(try await workplace.turn { output.say($0) })
            } catch let refusal as NodeLock.Refusal {
                guard refusal.work == .node else {
                    throw options.fail(
                        "run \(id) is kept, and nobody works on it yet: \(refusal); milieu run --due or milieu serve goes on "
                            + "with it")
                }
            }
            output.say("The node that serves this store works on it.")
            let handed = HandedRun(workplace: workplace, id: id)
            if let (run, tally) = try await handed.result(hasNode: { workplace.hasOtherNode }) {
                return .elsewhere(run, tally)
            }
            // It ended before it came to this run.
            try await workplace.takeOver()
        }
    }

    private func report(_ runs: [RunRecord], _ tally: DeliveryTally) throws {
        if json {
            options.output.result(
                JSONValue.object([
                    (
                        "runs",
                        .array(
                            runs.map {
                                .object([
                                    ("id", .string($0.id)), ("job", .string($0.job.rawValue)),
                                    ("state", .string($0.state.rawValue)), ("reason", .optional($0.reason)),
                                ])
                            })
                    ),
                    ("deliveries", tally.document),
                ]).text())
        } else {
            for run in runs {
                options.output.result(
                    "run \(run.id) \(run.job): \(run.state.rawValue)\(run.reason.map { " (\($0))" } ?? "")")
            }
            options.output.result(tally.sentence)
            if tally.failed > 0 || tally.retrying > 0 { options.output.say("next: milieu deliveries list --failed") }
        }
        if runs.contains(where: { $0.state == .failed }) { throw ExitStatus.failed.code }
        if tally.failed > 0 || tally.retrying > 0 { throw ExitStatus.someDeliveriesFailed.code }
    }
}

extension DeliveryTally {
    /// `3 delivered, 1 held until later, 1 to be tried again`.
    var sentence: String {
        let parts = [
            (delivered, "delivered"), (deferred, "held until later"), (retrying, "to be tried again"),
            (held, "waiting for a decision"), (dead, "not taken"), (expired, "let go as too late"),
            (cancelled, "cancelled"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return parts.isEmpty ? "nothing to deliver" : parts.joined(separator: ", ")
    }

    var document: JSONValue {
        .object([
            ("delivered", .number(delivered)), ("deferred", .number(deferred)), ("retrying", .number(retrying)),
            ("held", .number(held)), ("dead", .number(dead)), ("expired", .number(expired)),
            ("cancelled", .number(cancelled)),
        ])
    }
}
