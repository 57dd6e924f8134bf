import Community
import Messages
import Scheduling

extension Dispatcher {
    /// Makes a digest anew when a part of it is not wanted any more, under the same id: what may have arrived comes no second
    /// time, and what nobody wants goes no more.
    ///
    /// - Returns: false when all of it goes as it was made.
    func remake(
        _ claim: ClaimedMessage, _ decisions: ArraySlice<SendDecision>, _ contact: ContactPoint,
        _ channel: any Channel, _ context: ClaimContext, into prepared: inout Preparation
    ) -> Bool {
        let now = clock.now()
        var dropped: [DroppedPart] = []
        var kept: [WordedMessage] = []
        for (part, decision) in zip([claim] + claim.bundled, decisions) {
            func drop(_ reason: String, isExpired: Bool = false) {
                dropped.append(DroppedPart(id: part.message.id, reason: reason, isExpired: isExpired, at: now))
            }
            switch decision {
            case .hold: break
            case .cancel(let reason): drop(reason)
            case .send where now >= part.message.expiresAt: drop("it had lost its meaning", isExpired: true)
            case .send(let values):
                if let words = worded(part, values, contact, channel, context) {
                    kept.append(words)
                } else {
                    drop("there is no message '\(part.message.message)'")
                }
            }
        }
        guard claim.hasOutdatedBytes || !dropped.isEmpty else { return false }
        let gone = Set(dropped.map(\.id))
        let error = compose(
            digest(
                of: kept, for: claim.with(claim.bundled.filter { !gone.contains($0.message.id) }), contact, channel,
                context),
            bundled: [], remadeWithout: dropped, context, into: &prepared)
        if let error {
            var record = DeliveryRecord(
                id: claim.message.id, epoch: claim.epoch, event: .refused, reason: error.description, at: now)
            record.usesAttempt = false
            record.isDigest = true
            record.mayHaveArrived = claim.isAmbiguous
            prepared.records.append(record)
        }
        return true
    }

    /// Several messages as one: their subjects and links.
    func digest(
        of messages: [WordedMessage], for claim: ClaimedMessage, _ contact: ContactPoint, _ channel: any Channel,
        _ context: ClaimContext
    ) -> WordedMessage {
        let words = OutboxWords.digest(
            of: messages.map(\.rendered), languages: claim.member?.languages ?? [],
            fallbacks: context.material.languages)
        return WordedMessage(
            claim: claim, contact: contact, destination: Self.destination(of: contact, by: channel, context.moves),
            channel: channel, rendered: words)
    }
}
