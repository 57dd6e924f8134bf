import ArgumentParser
import Community
import Delivery
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling

struct DeliveriesExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Says why a message stands where it stands, and what can be done.",
        discussion: """
            Whom it is for, and what of theirs stands in its way, is told to those who look after people.

            EXAMPLES
              milieu deliveries explain 5f0c…
              milieu deliveries explain 7F3A9K --as maria
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Argument(help: "The message's id, or the reference that staff were given.") var id: String

    func run() async throws {
        let workplace = try await options.open()
        let id = try await options.messageID(named: id, in: workplace)
        guard let message = try await workplace.store.message(id) else {
            throw options.fail("no message '\(id)'; see milieu deliveries list")
        }
        let reader = try await desk.reader(of: .deliveries, in: workplace, options)
        let isOpen = message.isOpen(to: reader)
        let zone = workplace.engine.programZone
        let output = options.output
        output.result(
            "\(message.message)\(message.addressee(for: reader)) by \(message.via): \(message.state.rawValue)")
        output.result("sent because of: \(workplace.engine.origin(of: message).words)")
        if let reason = message.reason(for: reader) { output.result("why: \(reason)") }
        for line in try await circumstances(of: message, isOpen: isOpen, workplace, zone) { output.result(line) }
        output.result(
            "what to do: \(Self.advice(for: message, to: isOpen ? message.member.rawValue : "whom it is for", zone))")
        options.sayWhoReads(.deliveries, unless: reader, "deliveries explain \(id)")
    }

    /// What stands in its way besides.
    private func circumstances(
        of message: OutboxMessage, isOpen: Bool, _ workplace: Workplace, _ zone: ZoneRules
    ) async throws -> [String] {
        var lines: [String] = []
        let person = try await workplace.store.person(message.member)
        for point in message.tried { lines.append("tried: \(point.channel), which did not work") }
        let stop = workplace.killSwitch.reason.map { "stopped: \($0)" }
        let isStopped = !message.state.isFinal && message.purpose != nil
        guard isOpen else { return lines + [isStopped ? stop : nil].compactMap(\.self) }
        for known in person?.health ?? [] where !known.isOpen(at: workplace.clock.now()) {
            let since = zone.shown(known.since)
            switch known.state {
            case .stopped:
                lines.append("stopped: \(message.member) wants nothing by \(known.contact.channel) since \(since)")
            case .paused:
                let until = known.until.map { " until \(zone.shown($0))" } ?? ""
                lines.append("paused: \(message.member) wants nothing by \(known.contact.channel)\(until)")
            case .bounced, .active, .unverified:
                lines.append(
                    "gone: \(known.contact.channel) reaches \(message.member) no more since \(since): "
                        + "\(known.reason); give another address, or: milieu deliveries release --member "
                        + "\(message.member) --as NAME")
            }
        }
        if message.state.isFinal { return lines }
        if let stop, isStopped { lines.append(stop) }
        let claim = ClaimedMessage(message: message, member: person, epoch: 0, isAmbiguous: false)
        switch try await workplace.engine.decideSending([claim]).first {
        case .hold(let until, let reason): lines.append("now: it would wait until \(zone.shown(until)) (\(reason))")
        case .cancel(let reason): lines.append("now: it would be cancelled (\(reason))")
        case .send, nil: break
        }
        return lines
    }

    /// What a counselor can do about a message in its state.
    static func advice(for message: OutboxMessage, to member: String, _ zone: ZoneRules) -> String {
        let id = message.id
        switch message.state {
        case .queued, .deferred:
            return
                "nothing; it goes at \(zone.shown(message.dueAt)) or soon after. To let it go: milieu deliveries cancel \(id)"
        case .retrying:
            return "nothing; it is tried again at \(zone.shown(message.dueAt)). At once: milieu deliveries retry \(id)"
        case .sending: return "nothing; it is on its way just now"
        case .bundled: return "nothing; it arrives as a part of message \(message.digest ?? "")"
        case .delivered:
            return message.reason == nil
                ? "nothing; it arrived. To take it back, where the platform can: milieu deliveries cancel \(id)"
                : "nothing; it arrived, and is there as the reason says"
        case .held:
            guard let channel = message.heldFor else {
                return "ask \(member) whether it arrived; if not: milieu deliveries retry \(id); if it did: "
                    + "milieu deliveries cancel \(id)"
            }
            return "mend the channel '\(channel)', then: milieu deliveries release --channel \(channel)"
        case .dead:
            return
                "reach \(member) another way, or mend what the reason says, then: milieu deliveries retry \(id)"
        case .expired: return "nothing, or say it in person; it came too late to be of use"
        case .cancelled: return "nothing; it was let go on purpose"
        }
    }
}
