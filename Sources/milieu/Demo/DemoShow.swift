import Community
import Console
import Definitions
import Delivery
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import Synchronization

/// Plays the demo: turns the clock from event to event, lets the real engine work, and tells what arrived where.
struct DemoShow {
    private let folder: String
    private let output: Output
    private let clock: TurnedClock
    private let inbox: DemoInbox
    private let webhooks: WebhookReceiver
    private let mails: MailReceiver
    private let secret: String

    init(folder: String, output: Output) async throws {
        self.folder = folder
        self.output = output
        clock = TurnedClock(DemoProgram.start)
        let inbox = DemoInbox()
        self.inbox = inbox
        secret = "whsec_" + Data(LinkSigner.freshKey()).base64EncodedString()
        let signer = try StandardWebhooks(secrets: [Secret(secret)])
        let clock = clock
        webhooks = try WebhookReceiver { request in
            let isGenuine = signer.isGenuine(
                id: request.headers["webhook-id"] ?? "", timestamp: request.headers["webhook-timestamp"] ?? "",
                signature: request.headers["webhook-signature"] ?? "", body: request.body, now: clock.now())
            inbox.add(webhook: request, isGenuine: isGenuine)
            return isGenuine ? 204 : 401
        }
        mails = try MailReceiver { inbox.add(mail: $0) }
    }

    /// Runs from Thursday noon to Thursday afternoon.
    func run() async throws {
        let ports = AsyncStream.makeStream(of: Int.self)
        // The page's port is known only once it listens, and the files need it: a first free port is taken and given on.
        let probe = try LoopbackListener { _ in }
        let consolePort = probe.port
        probe.stop()
        try DemoProgram.write(
            to: folder, webhookPort: webhooks.listener.port, mailPort: mails.listener.port, consolePort: consolePort,
            secret: secret)
        let workplace = try await Workplace.open(root: folder, environment: [:], clock: clock, screen: inbox)
        let console = ConsoleApp(
            desk: workplace.engine, askID: workplace.links.id(from:), linkDay: workplace.links.day(of:),
            messageID: workplace.unsubscribing.id(from:), clock: clock, host: "127.0.0.1", port: consolePort
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await console.run { port in ports.continuation.yield(port) } }
            group.addTask {
                for await _ in ports.stream { break }
                try await play(workplace)
                throw CancellationError()
            }
            defer { group.cancelAll() }
            do { try await group.next() } catch is CancellationError {}
        }
        webhooks.listener.stop()
        mails.listener.stop()
    }

    private func play(_ workplace: Workplace) async throws {
        let engine = workplace.engine
        try await intake(workplace)
        _ = try await engine.tick()
        var shown: Set<String> = []
        while let next = try await nextEvent(engine), next <= DemoProgram.end {
            clock.move(to: next)
            let started = try await engine.tick()
            let runs = try await engine.runDue()
            let tally = try await workplace.dispatcher.deliverDue()
            if tally.total > 0 || !runs.isEmpty { try await tell(started.started + runs, tally, workplace, &shown) }
            try await react(workplace, &shown)
        }
        try await close(workplace)
    }

    private func intake(_ workplace: Workplace) async throws {
        let file = "\(folder)/Config/people.csv"
        let roster = try DemoRoster.read(file, engine: workplace.engine)
        let change = try await workplace.store.importRoster(
            roster.members, doNotPair: roster.doNotPair, at: clock.now(),
            consents: RosterConsents(forms: workplace.engine.catalog.consents, signedOn: roster.consentsSignedOn))
        for (index, goal) in DemoProgram.goals.enumerated() {
            try await workplace.store.addGoal(
                Goal(
                    id: GoalID("g-demo\(index)"), member: MemberID(goal.member), ownWords: goal.words,
                    setAt: clock.now() - .days(31), touchedAt: clock.now() - .days(1), stepsTaken: goal.steps))
        }
        let zones = try await workplace.store.zones().filter { !$0.isEmpty }.count
        output.result(
            output.bold("Riverside: \(change.added.count) people in \(zones) time zones. Everybody here is invented."))
        output.result("Nothing leaves this machine: messages go through libcurl to receivers on loopback.")
    }

    /// The next moment at which something is due.
    private func nextEvent(_ engine: ProgramEngine) async throws -> Instant? {
        let now = clock.now()
        let tick = try await engine.tick().next
        let run = try await engine.store.nextRunDue()
        let message = try await engine.store.nextMessageDue()
        return [tick, run, message].compactMap { $0 }.map { max($0, now + .milliseconds(1)) }.min()
    }

    /// Tells what arrived, for whom nothing was sent, and what waits; nothing where nothing happened.
    private func tell(
        _ runs: [RunRecord], _ tally: DeliveryTally, _ workplace: Workplace, _ shown: inout Set<String>
    ) async throws {
        let arrived = inbox.take()
        let jobs = Set(runs.map { $0.job }).sorted()
        let names = jobs.compactMap { workplace.engine.catalog.job($0)?.definition.name }
        let title = names.isEmpty ? "Held messages" : names.joined(separator: ", ")
        var lines: [String] = []
        // The first time a job appears everybody is shown, later only how many.
        let isNews = jobs.contains { shown.insert($0.rawValue).inserted } || jobs.isEmpty
        for message in arrived.prefix(isNews ? 6 : 0) { lines.append("  \(message)") }
        if arrived.count > 6 || !isNews, !arrived.isEmpty { lines.append("  \(arrived.count) messages arrived") }
        if tally.total > 0 { lines.append("  " + output.faint(tally.sentence)) }
        for run in runs where run.state != .ready {
            let left = try await workplace.store.leftOut(ofRun: run.id)
            let reasons = Dictionary(grouping: left) { $0.reason }.sorted { $0.key < $1.key }
            for (reason, people) in reasons where shown.insert("\(run.job) \(reason)").inserted {
                lines.append("  not \(people.map(\.member.rawValue).joined(separator: ", ")): \(reason)")
            }
        }
        for pair in try await workplace.store.pairings(in: [.proposed]) where shown.insert("pair \(pair.id)").inserted {
            lines.append(
                "  waits for the counselor: \(pair.id) \(pair.newcomer) with \(pair.mentor) (\(pair.reasons.joined(separator: "; ")))"
            )
        }
        guard !lines.isEmpty else { return }
        output.result("\n" + output.bold("\(workplace.engine.programZone.shown(clock.now()))  \(title)"))
        for line in lines { output.result(line) }
    }

    /// What people do: Ana answers, somebody looks at a goal of theirs, a counselor decides, and both people of a pair say yes
    /// and later how it goes, all by the pages they would use.
    private func react(_ workplace: Workplace, _ shown: inout Set<String>) async throws {
        var asked: [(link: String, ask: Ask)] = []
        for link in inbox.takeLinks() {
            guard let id = link.split(separator: "/").last.flatMap({ workplace.links.id(from: String($0)) }),
                let ask = try await workplace.store.ask(id)
            else { continue }
            asked.append((link, ask))
        }
        var skipped = 0
        // Messages arrive in any order.
        for (link, ask) in asked.sorted(by: { ($0.ask.member, $0.ask.id) < ($1.ask.member, $1.ask.id) }) {
            switch ask.kind {
            case .checkIn where ask.member == MemberID("ana") && shown.insert("ana answered").inserted:
                let status = try await post(
                    link, "choice=answer&q.connection=7&q.high=A+walk+by+the+river&q.contact=yes")
                output.result(
                    "  ana opens the link and answers (HTTP \(status)); she would like somebody to reach out")
            case .pairing:
                let status = try await post(link, "choice=answer")
                output.result("  \(ask.member) says yes on the page (HTTP \(status))")
            case .pairFollowUp:
                let status = try await post(link, "choice=answer&pair=keep&q.received=Somebody+who+listens")
                output.result("  \(ask.member) would like to keep it as it is (HTTP \(status))")
            case .goalReview where shown.insert("goal reviewed").inserted:
                guard let goal = try await workplace.store.goals(of: ask.member, in: [.active]).first?.id else {
                    continue
                }
                let status = try await post(
                    link,
                    "choice=answer&goal.\(goal).step=went+out+twice&goal.\(goal).next=ask+a+friend"
                        + "&goal.\(goal).confidence=6")
                output.result("  \(ask.member) writes down a step and the next one on the page (HTTP \(status))")
            case .checkIn where !Self.quiet.contains(ask.member.rawValue):
                _ = try await post(link, "choice=skip")
                skipped += 1
            case .checkIn, .goalReview, .welcome, .mentorRest, .care, .help, .concern, .leaving, .fading, .reflection:
                continue
            }
        }
        if skipped > 0 { output.result("  \(skipped) press \"Nothing tonight\", which is an answer too") }
        let proposed = try await workplace.store.pairings(in: [.proposed])
        // Of the least sure one she knows better than any program does.
        let least = proposed.min { ($0.explanation?.fit ?? 0, $0.id) < ($1.explanation?.fit ?? 0, $1.id) }
        for pair in proposed {
            let event: PairingState.Event = pair.id == least?.id ? .decline : .approve
            _ = try await workplace.engine.decide(pair.id, event, by: MemberID("maria"))
            output.result("  Maria decides on \(pair.id): \(event == .approve ? "approved" : "somebody else")")
        }
    }

    /// Two who do not feel like answering these days.
    private static let quiet: Set<String> = ["tomasz", "xenia"]

    private func post(_ link: String, _ form: String) async throws -> Int {
        let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
        let response = try await driver.perform(
            HTTPRequest(
                url: link, headers: [HTTPHeader("content-type", "application/x-www-form-urlencoded")],
                body: Array(form.utf8), timeout: .seconds(5)))
        return response.status
    }

    private func close(_ workplace: Workplace) async throws {
        let counts = try await workplace.store.countMessages()
        let pairs = try await workplace.store.pairings()
        let wishes = try await workplace.engine.reachOut().filter { $0.wish == .call }
        output.result("\n" + output.bold("From Thursday to Thursday"))
        output.result(
            "  \(counts[.delivered] ?? 0) messages arrived: \(inbox.webhookCount) as signed webhooks, \(inbox.mailCount) as e-mail, \(inbox.screenCount) on the screen"
        )
        output.result("  signatures checked: \(inbox.webhookCount), wrong: \(inbox.wrongSignatures)")
        for pair in pairs where pair.state.isStanding {
            output.result("  \(pair.newcomer) and \(pair.mentor) both said yes: \(pair.state.words)")
        }
        for pair in pairs where pair.state == .askingNewcomer || pair.state == .askingMentor {
            let who = pair.state == .askingNewcomer ? pair.newcomer : pair.mentor
            output.result("  \(pair.newcomer) and \(pair.mentor): waiting for \(who)'s answer, which may be no")
        }
        let night = try await workplace.engine.nightReport(from: clock.now() - .days(1), to: clock.now())
        let waiting = night.counts.waiting(in: nil)
        let parts = NightMatter.allCases.compactMap { matter in waiting[matter].map { "\(matter.words): \($0)" } }
        if !parts.isEmpty { output.result("  waits this morning: \(parts.joined(separator: ", "))") }
        if !wishes.isEmpty {
            output.result(
                "  waits for the counselor: a call to \(wishes.map(\.member.id.rawValue).joined(separator: ", "))")
        }
    }
}
