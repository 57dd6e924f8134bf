import ArgumentParser
import Community
import Engine
import Persistence
import Scheduling

struct ConcernsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists what somebody raised or is to read; for staff also what waits for them.",
        discussion: """
            Of what is held staff see how many there are. What they say is not shown here: milieu concerns show is.

            EXAMPLES
              milieu concerns list --as ana
              milieu concerns list --as maria --json
            """)

    @OptionGroup var options: ProgramOptions
    @Option(name: .customLong("as"), help: "Who looks.") var name: String
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let reader = try await options.member(name, in: workplace)
        let now = workplace.clock.now()
        var found = try await workplace.store.concerns(of: reader.id, at: now)
        let own = Set(found.map(\.id))
        found += try await workplace.store.concernsWithStaff(at: now).filter {
            !own.contains($0.id) && $0.isReadable(by: reader, at: now)
        }
        // How many there are tells nobody's name; who may not follow up is told not even that.
        let held = reader.may(.followUp) ? try await workplace.store.countHeldConcerns(at: now) : nil
        let zone = workplace.engine.programZone
        if json {
            return options.output.result(
                JSONValue.object([
                    ("held", held.map { .number($0) } ?? .null),
                    (
                        "concerns",
                        .array(
                            found.map { concern in
                                .object([
                                    ("id", .string(concern.id.rawValue)),
                                    ("state", .string(concern.state(at: now).rawValue)),
                                    ("raised_by", .string(concern.raisedBy.rawValue)),
                                    ("told", .optional(concern.told?.rawValue)),
                                    ("raised_at", .string(concern.raisedAt.iso8601)),
                                    ("held_until", .string(concern.heldUntil.iso8601)),
                                    ("taken_by", .optional(concern.takenBy?.rawValue)),
                                ])
                            })
                    ),
                ]).text())
        }
        if !found.isEmpty {
            var table = TextTable(["concern", "state", "since", "raised by", "first to", "with"])
            for concern in found {
                table.rows.append([
                    concern.id.rawValue, concern.state(at: now).words, zone.shown(concern.raisedAt),
                    concern.raisedBy.rawValue, concern.first.words, concern.takenBy?.rawValue ?? "",
                ])
            }
            options.output.result(table.text)
        }
        if let held { options.output.result("held between those whom they concern: \(held)") }
        if found.isEmpty { options.output.say("Nothing is there that '\(reader.id)' may read.") }
    }
}

struct ConcernsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one to somebody who may read it: what they wrote, and what was done.",
        discussion: "EXAMPLES\n  milieu concerns show k-3f7m2xqa --as ana")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var named: NamedConcern

    func run() async throws {
        let workplace = try await options.open()
        let (concern, _) = try await named.found(in: workplace, options)
        let now = workplace.clock.now()
        let zone = workplace.engine.programZone
        let state = concern.state(at: now)
        options.output.result("raised:   \(zone.shown(concern.raisedAt)) by \(concern.raisedBy)")
        options.output.result(
            "state:    \(state.words)" + (state.isHeld ? ", from staff until \(zone.shown(concern.heldUntil))" : ""))
        options.output.result("first to: \(concern.first.words)")
        let titles = ["happened: ", "need:     ", "repair:   ", "support:  "]
        for (title, text) in zip(titles, concern.words.parts) where !text.isEmpty {
            options.output.result(title + text)
        }
        for step in try await workplace.store.steps(ofConcern: concern.id) {
            options.output.result("done:     \(zone.shown(step.at)) \(step.event) \(step.by ?? "by itself")")
        }
    }
}

extension Concern.First {
    /// Who reads it before anybody else.
    fileprivate var words: String {
        switch self {
        case .peer(let id): id.rawValue
        case .group: "their group"
        case .team: "staff"
        }
    }
}
