import Community
import Messages
import Scheduling

extension Dispatcher {
    /// One message in words; nil when there is no text for it.
    func worded(
        _ claim: ClaimedMessage, _ values: [String: String], _ contact: ContactPoint, _ channel: any Channel,
        _ context: ClaimContext
    ) -> WordedMessage? {
        guard var rendered = rendered(claim, values, context.material) else { return nil }
        let message = claim.message
        if !message.thread.isEmpty { rendered.traits.thread = message.thread }
        rendered.traits.replaces = rendered.traits.replaces ?? message.replaces
        rendered.traits.expiresAt = message.expiresAt
        return WordedMessage(
            claim: claim, contact: contact, destination: Self.destination(of: contact, by: channel, context.moves),
            channel: channel, rendered: rendered)
    }

    /// Where a contact point leads: the channel's own destination where it has no address, and what the platform calls it
    /// now.
    static func destination(
        of contact: ContactPoint, by channel: any Channel, _ moves: [ContactPoint: String]
    ) -> ContactPoint {
        var point = contact
        if point.address.isEmpty, let own = channel.ownDestination {
            point = ContactPoint(channel: contact.channel, address: own)
        }
        var found = contact
        // As often as a group can plausibly have moved.
        for _ in 0..<8 {
            guard let next = moves[point] else { break }
            point = ContactPoint(channel: contact.channel, address: next)
            found = point
        }
        return found
    }

    /// What takes a message back; nil where there is nothing left of it, or its channel cannot.
    func withdrawal(_ claim: ClaimedMessage, _ context: ClaimContext) -> Sending? {
        guard let earlier = claim.earlier, !earlier.receipts.isEmpty,
            let channel = context.material.channels[earlier.contact.channel], channel.canRevise
        else { return nil }
        return Sending(
            claim: claim, contact: earlier.contact, channel: channel,
            envelope: envelope(of: claim, to: earlier.contact),
            parts: [], decidedAt: context.decidedAt, unit: context.material.units[earlier.contact.channel],
            earlier: earlier)
    }

    func rendered(
        _ claim: ClaimedMessage, _ values: [String: String], _ material: DispatchMaterial
    ) -> RenderedMessage? {
        let message = claim.message
        if let template = material.templates[message.message] {
            var filled = values
            filled["link"] = message.ask.map { link($0, message.createdAt) }
            return template.render(
                filled, languages: claim.member?.languages ?? [], fallbacks: material.languages,
                expiresAt: message.expiresAt)
        }
        return OutboxWords.notice(
            message.message, message.values, languages: (claim.member?.languages ?? []) + material.languages)
    }

    /// A message's bytes once more, in another style or with other words; nil when there are none.
    func composed(_ words: WordedMessage, _ style: Envelope.Style = .rich) -> [[UInt8]]? {
        var envelope = envelope(of: words.claim, to: words.destination)
        envelope.style = style
        return try? words.channel.compose(words.channel.shown(words.rendered), for: envelope)
    }

    /// The same message, which says that it is an update.
    func marked(_ words: WordedMessage) -> WordedMessage {
        WordedMessage(
            claim: words.claim, contact: words.contact, destination: words.destination, channel: words.channel,
            rendered: OutboxWords.update(words.rendered))
    }

    /// Why none of somebody's contact points can be used.
    static func unreachable(_ claim: ClaimedMessage, _ material: DispatchMaterial, at now: Instant) -> String {
        guard let contact = claim.member?.contact else { return "has no channel to be reached by" }
        if contact.address.isEmpty, let channel = material.channels[contact.channel], !channel.isForStaff {
            return "has no address for the channel '\(contact.channel)'"
        }
        if let obstacle = claim.member?.obstacle(at: contact, now: now, in: .utc) { return obstacle }
        if material.channels[contact.channel]?.isForStaff ?? false {
            return "the channel '\(contact.channel)' is for staff, and this person is a member"
        }
        return "no channel '\(contact.channel)' in Config/milieu.yaml"
    }

    func envelope(of claim: ClaimedMessage, to contact: ContactPoint) -> Envelope {
        var envelope = Envelope(
            id: claim.message.id, address: contact.address, message: claim.message.message,
            createdAt: claim.message.createdAt)
        envelope.fullSince = claim.message.fullSince
        // Of the program's own words only: a plugin's values may be anybody's.
        if claim.message.message == .safetyAttention { envelope.reference = claim.message.values["reference"] }
        return envelope
    }
}
