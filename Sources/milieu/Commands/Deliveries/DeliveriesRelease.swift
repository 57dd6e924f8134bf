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
              milieu deliveries release --member ana --as maria

            A channel is disabled when its platform says that it is gone or does not accept who we are, or has not
            answered for five days, and with it every other at the same endpoint. What it kept goes in its old order; what is
            too late by now expires. Which of a person's contact points failed is for them and for whoever looks after
            people.
            """)

    @OptionGroup var options: ProgramOptions
    @Option(help: "The channel's name in Config/milieu.yaml.") var channel: String?
    @Option(help: "The person's id.") var member: String?
    @Option(name: .customLong("as"), help: "Who asks for it; goes with --member.") var name: String?

    func validate() throws {
        guard (channel == nil) != (member == nil) else { throw ValidationError("give either --channel or --member") }
        guard name == nil || member != nil else { throw ValidationError("--as goes with --member") }
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
            let person = try await options.member(member, in: workplace)
            _ = try await options.reader(name, of: .standing, about: person, in: workplace)
            let bounced = try await workplace.store.retryBounced(person.id, at: workplace.clock.now())
            options.output.result("\(bounced.count) contact points of \(person.id) are tried again")
            let stopped = person.health.filter { $0.state == .stopped }
            if !stopped.isEmpty {
                options.output.say(
                    "\(stopped.map(\.contact.channel).joined(separator: ", ")): stopped by \(person.id), who alone can "
                        + "take it back")
            }
        }
        options.output.say("next: milieu run --due")
    }
}
