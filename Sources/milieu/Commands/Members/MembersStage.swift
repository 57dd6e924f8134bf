import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct MembersStage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage", abstract: "Shows where somebody is on their way, and takes them on.",
        discussion: """
            invited, newcomer, active, paused, transitioning, alumni, left. A newcomer is a member in their first days, by
            joined_on; paused follows from their own pause. Nothing goes of itself to those who were only invited or have left.
            The person sees it, and those who look after people; they take others on, and nobody takes on themselves.

            EXAMPLES
              milieu members stage ana --as maria
              milieu members stage ana transition --as maria
              milieu members stage ana graduate --as maria    both people of a pair of hers are asked whether they go on
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The person's id.") var id: String
    @Argument(help: "join, transition, stay, graduate, leave or come_back.") var event: String?
    @Option(name: .customLong("as"), help: "Who reads, or takes them on: somebody who looks after people.")
    var name: String?

    private static let events: [Stage.Event] = [.join, .transition, .stay, .graduate, .leave, .comeBack]

    func run() async throws {
        let workplace = try await options.open()
        let member = try await options.member(id, in: workplace)
        let who = try await options.reader(name, of: .stage, about: member, in: workplace)
        guard let event else { return show(member, workplace) }
        guard let found = Self.events.first(where: { $0.rawValue == event }) else {
            let known = Self.events.map(\.rawValue)
            throw options.fail(
                "expected \(known.joined(separator: ", ")), found '\(event)'\(Suggestion.phrase(for: event, among: known))",
                .usage)
        }
        // Whoever has left would let themselves in again.
        if who.id == member.id {
            _ = try await options.staff(who.id.rawValue, for: .stage, about: who.id, in: workplace)
        }
        let now = workplace.clock.now()
        do {
            let moved = try await workplace.store.setStage(
                member.id, found, from: stage(of: member, workplace),
                on: workplace.engine.today(of: member, at: now), at: now)
            show(moved ?? member, workplace)
        } catch let refusal as InvalidTransition {
            throw options.fail("\(refusal); nothing was changed", .notAllowed)
        }
    }

    private func stage(of member: Member, _ workplace: Workplace) -> Stage {
        member.stage(
            at: workplace.clock.now(), in: workplace.engine.zone(ofMemberIn: member.timeZone),
            newcomerDays: workplace.engine.catalog.configuration.newcomerDays)
    }

    private func show(_ member: Member, _ workplace: Workplace) {
        options.output.result("\(member.id): \(stage(of: member, workplace).rawValue)")
    }
}
