public import Community
import Persistence
public import Scheduling

/// Who decided on a proposed pair first, what, and when: what everybody is told who comes later.
public struct PairDecision: Hashable, Sendable {
    public let pairing: PairingID
    public let state: PairingState
    /// The name of who decided; nil when the program withdrew it by its rules.
    public let by: String?
    public let reason: String?
    public let at: Instant

    /// Such as `pair 'p-7f3a2k' was approved by Maria on 2026-11-23 at 10:14 WET`.
    public func sentence(in zone: ZoneRules) -> String {
        let civil = zone.civil(at: at)
        let what = state.rawValue.replacing("_", with: " ")
        let who = by.map { " by \($0)" } ?? ""
        let why = reason.map { " (\($0.replacing("-", with: " ")))" } ?? ""
        let time = "\(civil.date) at \(civil.time) \(zone.offset(at: at).abbreviation)"
        return "pair '\(pairing)' was \(what)\(who) on \(time)\(why)"
    }
}

extension ProgramEngine {
    /// The decision on a pair that is proposed no longer; nil while it waits for one.
    public func decision(on id: PairingID) async throws -> PairDecision? {
        let steps = try await store.steps(ofPairing: id)
        guard let step = steps.first(where: { $0.state != .proposed }) else { return nil }
        var name = step.by
        if let by = step.by, let person = try await store.person(MemberID(by)), !person.preferredName.isEmpty {
            name = person.preferredName
        }
        return PairDecision(pairing: id, state: step.state, by: name, reason: step.reason, at: step.at)
    }
}
