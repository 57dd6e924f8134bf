import ArgumentParser
import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling

struct DeliveriesGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "Shows messages, and what becomes of those that did not arrive.",
        subcommands: [
            DeliveriesList.self, DeliveriesShow.self, DeliveriesExplain.self, DeliveriesRetry.self,
            DeliveriesRelease.self, DeliveriesCancel.self, DeliveriesBounce.self,
        ])
}

struct DeliveriesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists messages, the newest first.",
        discussion: """
            Whom a message is for is told to those who look after people; without --as it is the ids of messages, and what became
            of them.

            EXAMPLES
              milieu deliveries list
              milieu deliveries list --failed
              milieu deliveries list --held --as maria
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Flag(help: "Only those that did not arrive.") var failed = false
    @Flag(help: "Only those that may have arrived, or not: a person decides.") var held = false
    @Option(help: "Only of this run.") var run: String?
    @Option(parsing: .unconditional, help: "At most so many, 1 or more.") var limit = 50
    @Flag(help: "One JSON document.") var json = false

    static let failedStates: [DeliveryState] = [.dead, .held, .retrying]

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit: expected 1 or more, found \(limit)") }
    }

    func run() async throws {
        let workplace = try await options.open()
        let reader = try await desk.reader(of: .deliveries, in: workplace, options)
        let messages = try await workplace.store.messages(
            in: held ? [.held] : failed ? Self.failedStates : nil, run: run, limit: limit)
        if json { return options.output.result(JSONValue.array(messages.map { $0.document(for: reader) }).text()) }
        guard !messages.isEmpty else { return options.output.say("No messages.") }
        var table = TextTable(
            ["id"] + (reader == nil ? [] : ["member"]) + ["message", "channel", "state", "tries", "reason"])
        for message in messages {
            table.rows.append(
                [message.id] + (reader == nil ? [] : [message.isOpen(to: reader) ? message.member.rawValue : ""])
                    + [
                        message.message.rawValue, message.via, message.state.rawValue, String(message.attempts),
                        message.reason(for: reader) ?? "",
                    ])
        }
        options.output.result(table.text)
        options.sayWhoReads(.deliveries, unless: reader, "deliveries list")
    }
}

struct DeliveriesShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one message with its attempts.",
        discussion: "EXAMPLES\n  milieu deliveries show 5f0c…\n  milieu deliveries show 7F3A9K --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Argument(help: "The message's id, or the reference that staff were given.") var id: String
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let id = try await options.messageID(named: id, in: workplace)
        guard let message = try await workplace.store.message(id) else {
            throw options.fail("no message '\(id)'; see milieu deliveries list")
        }
        let reader = try await desk.reader(of: .deliveries, in: workplace, options)
        let attempts = try await workplace.store.attempts(of: id)
        let returns = try await workplace.store.returns(of: id)
        if json {
            let tries = attempts.map {
                JSONValue.object([
                    ("at", .string($0.at.iso8601)), ("event", .string($0.event)), ("reason", .optional($0.reason)),
                ])
            }
            let back = returns.map {
                JSONValue.object([
                    ("at", .string($0.at.iso8601)), ("kind", .string($0.kind)), ("reason", .string($0.reason)),
                ])
            }
            return options.output.result(
                JSONValue.object([
                    ("message", message.document(for: reader)), ("attempts", .array(tries)), ("returns", .array(back)),
                ]).text())
        }
        let zone = workplace.engine.programZone
        options.output.result(
            "\(message.id): \(message.message)\(message.addressee(for: reader)) by \(message.via): \(message.state.rawValue)"
        )
        if let language = try await workplace.store.fallbackLanguage(ofMessage: id) {
            options.output.result("  written in '\(language)', which is none of their languages")
        }
        for attempt in attempts {
            options.output.result(
                "  \(zone.shown(attempt.at)): \(attempt.event)\(attempt.reason.map { " (\($0.replacing("\n", with: " ")))" } ?? "")"
            )
        }
        for item in returns { options.output.result("  \(zone.shown(item.at)): \(item.kind) (\(item.reason))") }
    }
}

struct DeliveriesRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Makes messages due again that did not arrive.",
        discussion: """
            EXAMPLES
              milieu deliveries retry 5f0c…
              milieu deliveries retry --failed --run r-8kq2
              milieu deliveries retry --held
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The messages' ids.") var ids: [String] = []
    @Flag(help: "All that did not arrive.") var failed = false
    @Flag(help: "All that may have arrived, or not, such as after milieu restore.") var held = false
    @Option(help: "With --failed and --held: only of this run.") var run: String?

    func validate() throws {
        guard [!ids.isEmpty, failed, held].filter(\.self).count == 1 else {
            throw ValidationError("name messages by their ids, or use one of --failed and --held")
        }
    }

    func run() async throws {
        let workplace = try await options.open()
        let states = held ? [.held] : DeliveriesList.failedStates
        let chosen =
            ids.isEmpty ? try await workplace.store.messages(in: states, run: run, limit: 100_000).map(\.id) : ids
        let due = try await workplace.store.replay(chosen, at: workplace.clock.now())
        options.output.result("\(due.count) of \(chosen.count) are due again")
        if !due.isEmpty { options.output.say("next: milieu run --due") }
        guard !ids.isEmpty else { return }
        try await options.failOver(Set(ids).subtracting(due), in: workplace) { message in
            switch message.state {
            case .delivered: "it arrived"
            case .cancelled: "it was let go\(message.reason.map { " (\($0))" } ?? "")"
            case .queued, .deferred: "it is due already"
            case .sending, .bundled: "it is on its way"
            case .retrying, .held, .dead, .expired: "its words are kept no longer, or it would come too late"
            }
        }
    }
}

extension OutboxMessage {
    /// Whether `reader` is told whom it is for: they look after people, or it is for themselves.
    func isOpen(to reader: Member?) -> Bool {
        reader.map { $0.id == member || $0.reads(.deliveries, of: member) } ?? false
    }

    /// ` to ana`, or nothing for who is not told.
    func addressee(for reader: Member?) -> String { isOpen(to: reader) ? " to \(member)" : "" }

    /// Why it stands where it stands; what is the person's own, such as a pause, is for who is told whom it is for.
    func reason(for reader: Member?) -> String? {
        switch state {
        case .dead, .held, .retrying, .expired, .delivered, .sending, .bundled: reason
        case .queued, .deferred, .cancelled: isOpen(to: reader) ? reason : nil
        }
    }

    func document(for reader: Member?) -> JSONValue {
        .object([
            ("id", .string(id)), ("run", .string(run)), ("job", .string(job)),
            ("member", .optional(isOpen(to: reader) ? member.rawValue : nil)),
            ("message", .string(message.rawValue)), ("channel", .string(via)), ("state", .string(state.rawValue)),
            ("due_at", .string(dueAt.iso8601)), ("attempts", .number(attempts)),
            ("reason", .optional(reason(for: reader))),
        ])
    }
}
