import ArgumentParser
import Community
import Engine
import Persistence
import Scheduling

struct MembersPrefer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prefer", abstract: "Writes down how somebody would like to be reached, by their own word.",
        discussion: """
            Everything here is the person's to choose, also on the page of any link; it holds from the next run on. What is
            left out stays as it is, and 'default' goes back to what the program does. Stopped is stopped: only the person
            takes it back, on their page. It is for the person, and for those who look after people.

            EXAMPLES
              milieu members prefer ana --as maria                              show what she chose
              milieu members prefer ana --as maria --frequency weekly --time 09:30
              milieu members prefer ana --as maria --pause-until 2026-12-01
              milieu members prefer ana --as ana --stop-channel letters
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The person's id.") var id: String
    @Option(name: .customLong("as"), help: "Who reads, or writes it down: the person, or who looks after people.")
    var name: String?
    @Option(help: "The channel of theirs that goes first.") var channel: String?
    @Option(help: "The time of day at which questions reach them, such as 09:30.") var time: String?
    @Option(help: "How often they are asked: daily, every_2_days, weekly, every_2_weeks or on_request.")
    var frequency: String?
    @Option(help: "The language of their messages.") var language: String?
    @Option(help: "Whose name reminders to them carry: mentor or program.") var sender: String?
    @Option(help: "Whether their name may stand under reminders to those whom they accompany: yes or no.")
    var signs: String?
    @Option(help: "No message before this day; none ends a pause.") var pauseUntil: String?
    @Option(help: "A channel of theirs by which nothing goes any more.") var stopChannel: [String] = []
    @Flag(help: "Nothing goes to them any more.") var stop = false
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let member = try await options.member(id, in: workplace)
        _ = try await options.reader(name, of: .choices, about: member, in: workplace)
        func given(_ text: String?, none: String = "default") -> String? { text.map { $0 == none ? "" : $0 } }
        var change = PreferenceChange()
        change.channel = given(channel)
        change.time = given(time)
        change.frequency = given(frequency)
        change.language = given(language)
        change.sender = sender
        change.signs = signs
        change.pauseUntil = given(pauseUntil, none: "none")
        change.stopped = stopChannel
        do {
            try await workplace.engine.prefer(change, of: member)
        } catch let refusal as PreferenceRefusal {
            throw options.fail("\(refusal); nothing was changed", .usage)
        }
        if stop { try await workplace.store.setStopped(member.id, true, at: workplace.clock.now()) }
        show(try await options.member(id, in: workplace), workplace)
    }

    private func show(_ member: Member, _ workplace: Workplace) {
        let now = workplace.clock.now()
        let zone = workplace.engine.zone(ofMemberIn: member.timeZone)
        let chosen = member.choices
        let paused = member.isPaused(at: now) ? member.pausedUntil.map { zone.civil(at: $0).date.iso8601 } : nil
        let values: [(String, String?)] = [
            ("channel", chosen.channel), ("time", chosen.time?.description), ("frequency", chosen.frequency?.rawValue),
            ("language", chosen.language), ("sender", chosen.isSignedByMentor ? "mentor" : nil),
            ("signs", chosen.signs ? "yes" : nil), ("paused_until", paused),
            ("stopped", member.hasStopped ? "yes" : nil),
        ]
        let contacts = member.contacts.map { ($0.channel, member.health[$0]?.state(at: now) ?? .unverified) }
        if json {
            return options.output.result(
                JSONValue.object(
                    values.map { ($0.0, .optional($0.1)) } + [
                        (
                            "contacts",
                            .array(
                                contacts.map {
                                    .object([("channel", .string($0.0)), ("state", .string($0.1.rawValue))])
                                })
                        )
                    ]
                ).text())
        }
        var table = TextTable(["", member.id.rawValue])
        for (name, value) in values { table.rows.append([name, value ?? "as the program does"]) }
        for (name, state) in contacts { table.rows.append(["by \(name)", state.rawValue]) }
        options.output.result(table.text)
    }
}
