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
    /// plan and its sending, and quiet hours may have begun.
    public func decideSending(_ claims: [ClaimedMessage]) async throws -> [SendingVerdict] {
        let now = clock.now()
        let catalog = catalog
        let channels = Set(catalog.configuration.channels.entries.map(\.name))
        let jobs = try await jobs(ofRuns: Set(claims.map(\.message.run)))
        let names = Set(jobs.values.flatMap { $0.definition.audience.where?.names.map(\.text) ?? [] })
        let standings = try await store.standings(of: claims.map(\.message.member), names: names)
        return claims.map { claim in
            let message = claim.message
            guard let member = claim.member else { return .cancel(reason: "the person is held no longer") }
            guard let job = jobs[message.run] else { return .cancel(reason: "its run is kept no longer") }
            let values = MessageValues.all(
                given: message.values, for: member, configuration: catalog.configuration, hasLink: message.ask != nil)
            var question = GateQuestion(
                job: job, member: member, standing: standings[member.id] ?? MemberStanding(), now: now,
                zone: zone(ofMemberIn: member.timeZone), purpose: message.purpose,
                template: catalog.messages[message.message], values: values, expiresAt: message.expiresAt,
                configuration: catalog.configuration, channels: channels, count: MessageCount(day: 0, week: 0))
            question.expiresAt = message.expiresAt
            var gates = Gate.sending
            if message.ignoresQuietHours { gates.removeAll { $0.name == Gate.quietHours.name } }
            // Who is asked about a pair need not be in the job's audience: the mentor is not.
            if entryScope(of: message, in: job) == .group {
                gates.removeAll { [Gate.role.name, Gate.condition.name].contains($0.name) }
            }
            switch gates.decide(question) {
            case .go(nil, _): return .send(values: values)
            case .go(let until?, let held): return .hold(until: until, reason: held ?? "held")
            case .leaveOut(_, let reason): return .cancel(reason: reason)
            }
        }
    }

    /// Each run's job as the run started with it: a changed file changes nothing about what is under way.
    private func jobs(ofRuns ids: Set<String>) async throws -> [String: Job] {
        var jobs: [String: Job] = [:]
        for id in ids {
            guard let run = try await store.run(id) else { continue }
            jobs[id] = try? await job(of: run)
        }
        return jobs
    }

    private func entryScope(of message: OutboxMessage, in job: Job) -> PluginManifest.Scope? {
        job.definition.steps.first { $0.stepID == message.step }.flatMap { registry[$0.uses.id]?.manifest.scope }
    }
}
