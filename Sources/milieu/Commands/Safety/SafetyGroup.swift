import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct SafetyGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "safety", abstract: "Shows who waits for somebody to look in, and takes a person's word about it.",
        subcommands: [
            SafetyList.self, SafetyShow.self, SafetyAcknowledge.self, SafetyFollowedUp.self, SafetyClose.self,
            SafetyReopen.self,
        ])
}

struct SafetyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists what is not closed, those that nobody has taken on first.",
        discussion: """
            References are for everybody at the desk, as the ladder may have come to a stop; whom it is with is for counselors,
            supervisors and staff whose work is care. Nobody is named here: milieu safety show tells who.

            EXAMPLES
              milieu safety list --as maria
              milieu safety list --as maria --all --json
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Flag(help: "Also what is closed.") var all = false
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let reader = try await desk.reader(of: .flags, in: workplace, options)
        let flags = try await workplace.store.safetyFlags(withClosed: all)
        if json {
            return options.output.result(
                JSONValue.array(
                    flags.map { flag in
                        .object([
                            ("reference", .string(flag.reference)), ("id", .string(flag.id)),
                            ("state", .string(flag.state.rawValue)), ("opened_at", .string(flag.openedAt.iso8601)),
                            ("times_told", .number(flag.notified)), ("next_at", .optional(flag.nextAt?.iso8601)),
                            ("acknowledged_by", .optional(reader == nil ? nil : flag.acknowledgedBy?.rawValue)),
                        ])
                    }
                ).text())
        }
        guard !flags.isEmpty else { return options.output.say("Nobody waits for somebody to look in.") }
        let zone = workplace.engine.programZone
        var table = TextTable(["ref", "state", "since"] + (reader == nil ? [] : ["with"]) + ["next is told"])
        for flag in flags {
            table.rows.append(
                [flag.reference, flag.state.rawValue.replacing("_", with: " "), zone.shown(flag.openedAt)]
                    + (reader == nil ? [] : [flag.acknowledgedBy?.rawValue ?? "nobody yet"])
                    + [flag.nextAt.map(zone.shown) ?? ""])
        }
        options.output.result(table.text)
        if flags.contains(where: \.state.climbs) { options.output.say("next: milieu safety acknowledge REF --as NAME") }
    }
}

struct SafetyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one: who, why somebody should look in, and what was done.",
        discussion: "EXAMPLES\n  milieu safety show 7F3A --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var decision: SafetyDecision

    func run() async throws {
        let workplace = try await options.open()
        let flag = try await decision.flag(in: workplace, options)
        _ = try await decision.person(in: workplace, about: flag, options)
        let (signals, steps) = try await workplace.store.safetyHistory(of: flag.id)
        let zone = workplace.engine.programZone
        let name = try await workplace.store.person(flag.member)?.preferredName ?? ""
        options.output.result("person:  \(name.isEmpty ? flag.member.rawValue : "\(name) (\(flag.member))")")
        options.output.result("state:   \(flag.state.rawValue.replacing("_", with: " "))")
        for signal in signals {
            options.output.result("why:     \(zone.shown(signal.at)) \(Self.words(signal.signal))")
        }
        if let card = workplace.engine.catalog.configuration.safety.card { options.output.result("card:    \(card)") }
        for step in steps {
            let who = step.who.isEmpty ? "nobody" : step.who
            let note = step.note.map { " (\($0))" } ?? ""
            options.output.result(
                "done:    \(zone.shown(step.at)) \(step.event.rawValue.replacing("_", with: " ")) \(who)\(note)")
        }
    }

    /// Which answer it was; never what it means.
    static func words(_ signal: SafetySignal) -> String {
        switch signal.source {
        case .item: "an answer to '\(signal.question ?? "")' asks for a person"
        case .words:
            "words in \(signal.question.map { "'\($0)'" } ?? "a reply") that can mean someone is having a hard time"
        case .harm: "somebody may be harmed\(signal.words.map { ": \($0)" } ?? "")"
        }
    }
}

struct SafetyAcknowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge", abstract: "Takes one on: nobody else is told from here on.",
        discussion: "EXAMPLES\n  milieu safety acknowledge 7F3A --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var decision: SafetyDecision

    func run() async throws {
        try await decision.take(.acknowledge, options, next: "milieu safety followed-up REF --as NAME")
    }
}

struct SafetyFollowedUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "followed-up", abstract: "Says that somebody was there.",
        discussion: "EXAMPLES\n  milieu safety followed-up 7F3A --as maria --note \"talked for half an hour\"")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var decision: SafetyDecision

    func run() async throws {
        try await decision.take(.followUp, options, next: "milieu safety close REF --as NAME")
    }
}

struct SafetyClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Closes one that was followed up.",
        discussion: "EXAMPLES\n  milieu safety close 7F3A --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var decision: SafetyDecision

    func run() async throws { try await decision.take(.close, options) }
}

struct SafetyReopen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Opens a closed one again: whoever is on call is told.",
        discussion: "EXAMPLES\n  milieu safety reopen 7F3A --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var decision: SafetyDecision

    func run() async throws { try await decision.take(.reopen, options) }
}
