import ArgumentParser
import Community
import Delivery
import Engine
import Persistence
import PluginKit

struct DeliveriesRelease: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Enables a channel, or a person's contact points, that were found not to work.",
        discussion: """
            EXAMPLES
              milieu deliveries release --channel phones
              milieu deliveries release --member ana

            A channel is disabled when its platform says that it is gone or does not accept who we are, or has not
            answered for five days, and with it every other at the same endpoint. What it kept goes in its old order; what is
            too late by now expires.
            """)

    @OptionGroup var options: ProgramOptions
    @Option(help: "The channel's name in Config/milieu.yaml.") var channel: String?
    @Option(help: "The person's id.") var member: String?

    func validate() throws {
        guard (channel == nil) != (member == nil) else { throw ValidationError("give either --channel or --member") }
    }

    func run() async throws {
        let workplace = try await options.open()
        if let channel {
            let names = workplace.engine.catalog.configuration.channels.entries.map(\.name)
            let known = try await workplace.store.channelStandings().keys
            guard names.contains(channel) || known.contains(channel) else {
                throw options.fail("no channel '\(channel)'; there are: \(names.joined(separator: ", "))")
            }
            let units = DispatchMaterial.units(try workplace.channels().mapValues(\.endpoint))
            let others = units.filter { $0.key != channel && $0.value == units[channel] }.keys.sorted()
            var count = 0
            for name in [channel] + others { count += try await workplace.store.enableChannel(name) }
            options.output.result("\(channel) is enabled; \(count) messages are due again")
            if !others.isEmpty {
                options.output.say("enabled with it, at the same endpoint: \(others.joined(separator: ", "))")
            }
        } else if let member {
            let id = MemberID(member)
            guard try await workplace.store.person(id) != nil else {
                throw options.fail("no person '\(member)'; see milieu members list")
            }
            let bounced = try await workplace.store.retryBounced(id, at: workplace.clock.now())
            options.output.result("\(bounced.count) contact points of \(member) are tried again")
            let stopped = try await workplace.store.person(id)?.health.filter { $0.state == .stopped } ?? []
            if !stopped.isEmpty {
                options.output.say(
                    "\(stopped.map(\.contact.channel).joined(separator: ", ")): stopped by \(member), who alone can "
                        + "take it back")
            }
        }
        options.output.say("next: milieu run --due")
    }
}
