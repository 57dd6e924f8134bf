import Community
import Persistence
import PluginKit
import Scheduling

/// Answers a plugin's questions from the store, for one step of one run.
struct StoreFacts: Facts {
    let engine: ProgramEngine
    /// nil for a plan that nothing is committed of.
    let run: String?
    let step: String
    let manifest: PluginManifest
    let now: Instant

    private func check(_ kind: PluginManifest.FactKind) throws {
        guard manifest.reads.contains(kind) else {
            throw PlanFailure(
                "plugin '\(manifest.id)' asks for \(kind.rawValue), which its manifest does not name",
                retry: .cannotHelp)
        }
    }

    func mentors(of members: [MemberID]) async throws -> [MemberID: Member] {
        try check(.mentors)
        let standings = try await engine.store.standings(of: members, names: ["mentor"])
        let mentors = try await engine.store.people(Array(Set(standings.values.compactMap(\.mentor))))
        return standings.compactMapValues { $0.mentor.flatMap { mentors[$0] } }
    }

    func activeGoals(of members: [MemberID]) async throws -> [MemberID: [Goal]] {
        try check(.goals)
        return try await engine.store.activeGoals(of: members)
    }

    func mentors(roles: [Role], where condition: Condition?) async throws -> [PairingCandidate] {
        try check(.mentors)
        let taken = try await engine.store.takenPlaces()
        var candidates: [PairingCandidate] = []
        var cursor = ""
        while true {
            let page = try await engine.store.people(after: cursor, limit: 1_000)
            for member in page where roles.contains(where: member.roles.contains) {
                var standing = MemberStanding()
                standing.takenPlaces = taken[member.id] ?? 0
                let zone = engine.zone(ofMemberIn: member.timeZone)
                let holds =
                    condition?.holds {
                        MemberFields.value(of: $0, for: member, standing: standing, at: now, in: zone)
                    } ?? true
                if holds { candidates.append(PairingCandidate(member: member, takenPlaces: standing.takenPlaces)) }
            }
            guard let last = page.last, page.count == 1_000 else { return candidates }
            cursor = last.id.rawValue
        }
    }

    func pairingHistory() async throws -> PairingHistory {
        try check(.pairings)
        let open = try await engine.store.pairings(in: PairingState.allCases.filter(\.takesAPlace))
        return PairingHistory(
            doNotPair: try await engine.store.doNotPair(), saidNo: try await engine.store.declinedPairs(),
            underWay: Set(open.map(\.newcomer)), ended: try await engine.store.endedPairs())
    }

    func pairings(_ ids: [PairingID]) async throws -> [Pairing] {
        try check(.pairings)
        return try await engine.store.pairings(ids)
    }

    func members(_ ids: [MemberID]) async throws -> [MemberID: Member] { try await engine.store.people(ids) }

    func zones(named names: Set<String>) async throws -> [String: ZoneRules] {
        var zones: [String: ZoneRules] = [:]
        for name in names { zones[name] = engine.zone(named: name) }
        return zones
    }

    func asks() async throws -> [Ask] {
        try check(.asks)
        guard let run else { return [] }
        return try await engine.store.subjectAsks(run: run, step: step)
    }

    func requestedDecisions() async throws -> [PairingID: Instant] {
        try check(.decisions)
        guard let run else { return [:] }
        return try await engine.store.decisionRequests(run: run, step: step)
    }
}
