import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct PairingsPropose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose",
        abstract: "Shows who could accompany whom, and why; with --run puts it before the counselors.",
        discussion: """
            EXAMPLES
              milieu pairings propose --as maria                    a look; nothing is proposed
              milieu pairings propose --run                         as the job would on its day
              milieu pairings propose --newcomer ana --as maria     mentors for one newcomer today, the best first
              milieu pairings propose --newcomer ana --mentor joana --as maria

            With --mentor the counselor's choice becomes a proposal. Nobody is asked before it is approved. Who it would be, and
            why, is for those who decide on pairs; everybody else sees how many.
            """)

    @OptionGroup var options: ProgramOptions
    @Option(help: "Only this newcomer.") var newcomer: String?
    @Option(help: "Propose this mentor for the newcomer.") var mentor: String?
    @Option(name: .customLong("as"), help: "The counselor who reads, or chose the mentor.") var counselor: String?
    @Option(help: "At most this many pairs.") var max: Int?
    @Option(help: "The job, where several propose pairs.") var job: String?
    @Flag(name: .customLong("run"), help: "Propose, and go on as the job does.") var begins = false
    @Flag(help: "One JSON document.") var json = false

    func validate() throws {
        guard mentor == nil || (newcomer != nil && counselor != nil) else {
            throw ValidationError(
                "--mentor is a counselor's choice for one newcomer, expected --newcomer and --as with it")
        }
    }

    func run() async throws {
        let workplace = try await options.open()
        let found = try ProposingJob.find(job, in: workplace, options)
        var given: [(setting: String, value: String)] = []
        for (setting, id) in [("only", newcomer), ("mentor", mentor)] {
            guard let id else { continue }
            given.append((setting, try await options.member(id, in: workplace).id.rawValue))
        }
        if let max { given.append(("limit", "\(max)")) }
        let inputs = try given.map { try "\(found.input(for: $0.setting, options))=\($0.value)" }
        let reader =
            if mentor != nil, let counselor {
                try await options.counselor(counselor, to: "choose a pair", in: workplace)
            } else { try await options.reader(counselor, of: .pairs, in: workplace) }
        let report = try await workplace.engine.plan(
            found.job, for: .instant(workplace.clock.now()), inputs: RunJob.inputs(inputs, options),
            only: newcomer.map { MemberID($0) })
        let proposes = begins || mentor != nil
        let isPossible = report.parts.contains { !$0.proposals.isEmpty }
        if !json || !proposes || !isPossible { try await show(report, to: reader, workplace, willRun: proposes) }
        guard proposes else { return }
        guard isPossible else {
            throw options.fail("nothing was proposed", .failed)
        }
        try await start(found.job, inputs)
    }

    /// As `milieu run JOB` does.
    private func start(_ job: Job, _ inputs: [String]) async throws {
        var arguments = [job.id.rawValue, "--dir", options.dir] + inputs.flatMap { ["--input", $0] }
        if let store = options.store { arguments += ["--store", store] }
        if options.quiet { arguments.append("--quiet") }
        if json { arguments.append("--json") }
        try await RunJob.parse(arguments).run()
        options.output.say("next: milieu pairings list --pending --as NAME")
    }

    private func show(
        _ report: PlanReport, to reader: Member?, _ workplace: Workplace, willRun: Bool
    ) async throws {
        let output = options.output
        let proposals = report.parts.flatMap(\.proposals)
        let left = report.leftOut
        guard let reader else {
            output.result(
                json
                    ? JSONValue.object([
                        ("pairs", SmallCells.document(of: proposals.count)),
                        ("waiting", SmallCells.document(of: left.count)),
                    ]).text()
                    : "could be proposed: \(SmallCells.words(for: proposals.count)), would wait: \(SmallCells.words(for: left.count))"
            )
            return options.sayWhoReads(.pairs, unless: nil, "pairings propose")
        }
        let ids =
            proposals.flatMap { pair in
                [pair.newcomer, pair.mentor] + (pair.explanation?.alternatives.map(\.mentor) ?? [])
            } + left.map(\.member)
        let people = try await workplace.store.people(Array(Set(ids)))
        let words = ProposalWords(people: people)
        guard !ids.contains(reader.id) else {
            throw options.fail("'\(reader.id)' is one of those whom it is about; another counselor looks", .notAllowed)
        }
        if json { return output.result(words.document(proposals, left).text()) }
        for pair in proposals {
            output.result(newcomer == nil ? words.text(pair) : words.ranking(pair))
        }
        let round = report.parts.compactMap(\.round).first
        for someone in left { output.result("\(words.name(someone.member)): \(someone.reason)") }
        for sentence in round?.help ?? [] { output.result("would help: \(sentence)") }
        if proposals.isEmpty, left.isEmpty {
            let why =
                newcomer.map { "; milieu why \(report.job) --member \($0) --as NAME says what stands before it" } ?? ""
            output.say("Nobody waits to be proposed\(why).")
        } else if !willRun, !proposals.isEmpty {
            output.say(
                newcomer.map {
                    "\nNothing was proposed. next: milieu pairings propose --newcomer \($0) --mentor ID --as NAME"
                } ?? "\nNothing was proposed. next: milieu pairings propose --run")
        }
    }
}
