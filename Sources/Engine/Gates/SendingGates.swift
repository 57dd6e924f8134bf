import Community
public import Messages
import Persistence
import PluginKit
public import Scheduling

/// What the gates say at the moment of sending.
public enum SendingVerdict: Hashable, Sendable {
    /// Send it, with these values in its fields.
    case send(values: [String: String])
    case hold(until: Instant, reason: String)
    case cancel(reason: String)
}

extension ProgramEngine {
    /// Asks the gates again about messages that are about to leave: people pause, stop and take consent back between a
    /// plan and its sending, an ask is answered or a pair withdrawn, and quiet hours may have begun.
    ///
    /// Few reads for all of them, however many they are.
    public func decideSending(_ claims: [ClaimedMessage]) async throws -> [SendingVerdict] {
        guard !claims.isEmpty else { return [] }
        let now = clock.now()
        let catalog = catalog
        let channels = Set(catalog.configuration.channels.entries.map(\.name))
        let jobs = try await jobs(ofRuns: Set(claims.map(\.message.run)))
        let names = Set(jobs.values.flatMap { $0.job?.definition.audience.where?.names.map(\.text) ?? [] })
        let standings = try await store.standings(of: claims.map(\.message.member), names: names, at: now)
        let signers = try await signers(of: claims)
        let asks = try await store.askStandings(claims.compactMap(\.message.ask), at: now)
        var scopes: [StepKey: PluginManifest.Scope?] = [:]
        return claims.map { claim in
            let message = claim.message
            guard let member = claim.member else { return .cancel(reason: "the person is held no longer") }
            // Taking back what somebody has contacts nobody.
            if message.takesBack != nil { return .send(values: [:]) }
            // It answers what they wrote themselves a moment ago. What nobody asked for is not said to whoever stopped.
            if message.message == .replyUnread, member.hasStopped {
                return .cancel(reason: "asked to hear nothing more")
            }
            if message.message.answersReply { return .send(values: message.values) }
            if message.run.isEmpty { return decideNotice(to: member) }
            let job: Job
            switch jobs[message.run] {
            case .known(let found): job = found
            case .unreadable(let reason):
                return .hold(until: now + .minutes(1), reason: "its job cannot be read here: \(reason)")
            case nil: return .cancel(reason: "its run is kept no longer")
            }
            if let reason = answered(message, asks, at: now) { return .cancel(reason: reason) }
            var values = MessageValues.all(
                given: message.values, for: member, configuration: catalog.configuration, hasLink: message.ask != nil)
            if message.isSignable, let name = signers[member.id] { values["sender.name"] = name }
            let question = GateQuestion(
                job: job, member: member, standing: standings[member.id] ?? MemberStanding(), now: now,
                zone: zone(ofMemberIn: member.timeZone), purpose: message.purpose,
                template: catalog.messages[message.message], values: values, expiresAt: message.expiresAt,
                configuration: catalog.configuration, channels: channels, count: MessageCount(day: 0, week: 0))
            let key = StepKey(run: message.run, step: message.step)
            if scopes[key] == nil { scopes[key] = .some(entryScope(of: message, in: job)) }
            // Who is asked about a pair need not be in the job's audience: the mentor is not; nor is the counselor whom a
            // step about members tells of one.
            let isForAnybody = scopes[key] == .some(.group) || message.isOutsideAudience
            switch Gate.sending(passesQuietHours: message.ignoresQuietHours, isForAnybody: isForAnybody)
                .decide(question)
            {
            case .go(nil, _): return .send(values: values)
            case .go(let until?, let held): return .hold(until: until, reason: held ?? "held")
            case .leaveOut(_, let reason): return .cancel(reason: reason)
            }
        }
    }

    /// Whose name messages carry to those who chose their mentor's: the names of mentors who lent theirs, by reader.
    ///
    /// Asked at the moment of sending: from the moment at which a mentor takes it back, nothing goes out in their name.
    private func signers(of claims: [ClaimedMessage]) async throws -> [MemberID: String] {
        let readers = Set(claims.filter { $0.member?.choices.isSignedByMentor ?? false }.map(\.message.member))
        guard !readers.isEmpty else { return [:] }
        let pairs = try await store.standings(of: readers.sorted(), names: ["mentor"], at: clock.now())
            .compactMapValues(\.mentor)
        let mentors = try await store.people(Array(Set(pairs.values)))
        return pairs.compactMapValues { id in
            guard let mentor = mentors[id], mentor.choices.signs, !mentor.hasStopped, !mentor.preferredName.isEmpty
            else { return nil }
            return mentor.preferredName
        }
    }

    private struct StepKey: Hashable {
        let run: String
        let step: String
    }

    /// What belongs to no run is the program's own word to staff about its work.
    private func decideNotice(to member: Member) -> SendingVerdict {
        if !member.isStaff { return .cancel(reason: "it is for staff, and they are none any more") }
        return member.hasStopped ? .cancel(reason: "asked to hear nothing more") : .send(values: [:])
    }

    /// Why nobody needs to be asked any more; nil while the question stands.
    ///
    /// A fresh link is sent to whoever asks for one, whatever became of the question.
    private func answered(_ message: OutboxMessage, _ asks: [String: AskStanding], at now: Instant) -> String? {
        guard message.deliveryClass != .interactive, let ask = message.ask.flatMap({ asks[$0] }) else { return nil }
        switch ask.state {
        case .answered, .late: return "it was answered already"
        case .declined: return "it was declined already"
        case .withdrawn: return "what it asked is asked no more"
        case .open, .expired: break
        }
        if ask.isOfPastConcern { return "what it is about is there to be read no more" }
        if let pair = ask.pair, !pair.takesAPlace { return "the pair it asks about has come to an end" }
        return nil
    }

    /// What a message's run started with.
    private enum JobOfRun {
        case known(Job)
        /// This node cannot read it: another version wrote it, or a plugin is missing. Another node may, or this one later.
        case unreadable(String)

        var job: Job? { if case .known(let job) = self { job } else { nil } }
    }

    /// Each run's job as the run started with it: a changed file changes nothing about what is under way.
    ///
    /// - Throws: What the store reports, which says nothing about the messages.
    private func jobs(ofRuns ids: Set<String>) async throws -> [String: JobOfRun] {
        var jobs: [String: JobOfRun] = [:]
        for id in ids {
            guard let run = try await store.run(id) else { continue }
            do {
                jobs[id] = .known(try await job(of: run))
            } catch let error as StoreError {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                jobs[id] = .unreadable("\(error)")
            }
        }
        return jobs
    }

    private func entryScope(of message: OutboxMessage, in job: Job) -> PluginManifest.Scope? {
        job.definition.steps.first { $0.stepID == message.step }.flatMap { registry[$0.uses.id]?.manifest.scope }
    }
}

extension OutboxMessage {
    /// Whether somebody's mentor may stand in the program's place: for what recurs, and for nothing about pairs.
    fileprivate var isSignable: Bool { purpose == .checkIn || purpose == .reminders }
}
