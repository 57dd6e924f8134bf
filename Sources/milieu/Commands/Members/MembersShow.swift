import ArgumentParser
import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling

struct MembersShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Tells what the program did for somebody, and what they did, in order.",
        discussion: """
            It is for the person, and for those who look after people: facilitators, counselors, supervisors, and staff whose
            work is care. Answers are shown to those who may read them: what somebody gave for themselves alone is theirs alone.

            EXAMPLES
              milieu members show ana --as maria
              milieu members show ana --as maria --since 2026-01-01 --json
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Whom it is about.") var id: String
    @Option(name: .customLong("as"), help: "Who reads: the person, or who looks after people.") var reader: String
    @Option(help: "From this day on; the last 90 days when left out.") var since: String?
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let member = try await options.member(id, in: workplace)
        let who = try await options.reader(reader, of: .timeline, about: member, in: workplace)
        let zone = workplace.engine.zone(ofMemberIn: member.timeZone)
        let now = workplace.clock.now()
        let start = try options.day(since).map {
            zone.firstInstant(of: CivilDateTime(date: $0, time: LocalTime(secondsSinceMidnight: 0)))
        }
        let mentor = try await workplace.store.standings(of: [member.id], names: ["mentor"], at: workplace.clock.now())[
            member.id]?.mentor
        let lines = try await workplace.store.timeline(of: member.id, since: start ?? now - .days(90)).map { entry in
            TimelineLine(entry) { $0.opens(to: who, of: member.id, mentor: mentor) }
        }
        if json {
            return options.output.result(
                JSONValue.object([
                    ("id", .string(member.id.rawValue)), ("preferred_name", .string(member.preferredName)),
                    ("timeline", .array(lines.map(\.json))),
                ]).text())
        }
        let standing = member.hasStopped ? "stopped" : member.isPaused(at: now) ? "paused" : "open to messages"
        let roles = member.roles.sorted().map(\.rawValue).joined(separator: " ")
        options.output.result("\(member.id)  \(member.preferredName)  (\(roles))  \(standing)")
        if lines.isEmpty {
            return options.output.say("Nothing since then; milieu members show \(id) --as \(reader) --since 2026-01-01")
        }
        for line in lines { options.output.result("\(zone.shown(line.at))  \(line.text)") }
    }
}

/// One line of a timeline, for one reader.
struct TimelineLine {
    let at: Instant
    let kind: String
    let words: String
    private let answers: [AnswerRecord]
    private let unread: Int

    /// `mayRead`: Whether the reader may read an answer of this visibility.
    init(_ entry: TimelineEntry, mayRead: (Visibility) -> Bool) {
        at = entry.at
        var shown: [AnswerRecord] = []
        var hidden = 0
        switch entry.what {
        case .asked(let ask):
            kind = "asked"
            words = "\(ask.questionnaire?.rawValue ?? ask.kind.rawValue), \(ask.state.rawValue)"
        case .answered(let ask, let answers):
            kind = "answered"
            shown = answers.filter { mayRead($0.visibility) }
            hidden = answers.count - shown.count
            words = ask.questionnaire?.rawValue ?? ask.kind.rawValue
        case .message(let message):
            kind = "message"
            let why = message.reason.map { ": \($0)" } ?? ""
            words =
                "\(message.message) by \(message.via.isEmpty ? "no channel" : message.via), \(message.state.rawValue)\(why)"
        case .leftOut(let job, let gate, let reason):
            kind = "nothing sent"
            words = "\(job): \(reason) [\(gate)]"
        }
        answers = shown
        unread = hidden
    }

    var text: String {
        let told = answers.map { "\($0.question): \($0.value)" }
        let more = unread > 0 ? ["\(unread) answer\(unread == 1 ? "" : "s") not yours to read"] : []
        let tail = told + more
        return "\(kind): \(words)" + (tail.isEmpty ? "" : " (\(tail.joined(separator: "; ")))")
    }

    var json: JSONValue {
        .object([
            ("at", .string(at.iso8601)), ("what", .string(kind)), ("words", .string(words)),
            ("answers", .object(answers.map { ($0.question, .string($0.value)) })), ("unread", .number(unread)),
        ])
    }
}
