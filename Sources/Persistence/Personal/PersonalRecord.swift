public import Community
import Foundation
public import Scheduling

/// Everything that the store holds about one person and that is theirs to read, under plain names.
public struct PersonalRecord: Sendable {
    public let sections: [Section]
    /// What is left out, in sentences that are the same for everybody: they do not tell whether there is any of it.
    public let withheld: [String]

    public struct Section: Sendable {
        public let title: String
        public let rows: [[(name: String, value: RecordValue)]]
    }
}

/// One value of a record.
public indirect enum RecordValue: Sendable {
    case none
    case text(String)
    case number(Int)
    case flag(Bool)
    case time(Instant)
    case bytes([UInt8])
    case list([RecordValue])
    case map([(name: String, value: RecordValue)])
}

extension Store {
    /// The record of one person, as of one moment; nil when nobody has this id.
    ///
    /// Left out is what would tell of somebody else: the other of a pair, whom not to pair, staff's notes. Looks through
    /// all of some tables, so it is for one person at a time.
    public func record(of id: MemberID) async throws -> PersonalRecord? {
        try await database.read { connection in
            guard let member = try connection.people([id])[id] else { return nil }
            var sections: [PersonalRecord.Section] = []
            var withheld: [String] = [
                "who the other person of a pair is, and what they said or did",
                "what did not sit well with others, also where they told you of it",
            ]
            // The parents first, as people would tell it.
            for table in PersonalTables.all.reversed() {
                switch table.told {
                case .section(let section):
                    sections.append(
                        PersonalRecord.Section(title: section.title, rows: try connection.rows(of: section, for: id)))
                case .withheld(let words): withheld.append(words)
                case .within, .nothing: break
                }
            }
            sections.append(try connection.asked(member))
            return PersonalRecord(sections: sections, withheld: withheld)
        }
    }
}

extension SQLConnection {
    fileprivate func rows(of section: RecordSection, for id: MemberID) throws -> [[(name: String, value: RecordValue)]]
    {
        try rows(section.sql, [.text(id.rawValue)]) { row in
            section.columns.enumerated().map { index, column in
                (column.label, Self.value(row, index, column.kind))
            }
        }
    }

    private static func value(_ row: any SQLRow, _ index: Int, _ kind: RecordSection.Kind) -> RecordValue {
        switch kind {
        case .text:
            guard let text = row.optionalText(index), !text.isEmpty else { return .none }
            return .text(text)
        case .words: return .list(WordSet.words(row.text(index)).map { .text($0) })
        case .document: return JSONText.record(row.text(index))
        case .contacts:
            return .list(
                ContactText.health(row.text(index)).map { health in
                    .map([
                        ("channel", .text(health.contact.channel)), ("address", .text(health.contact.address)),
                        ("how it stands", .text(health.state.rawValue)), ("since", .time(health.since)),
                        ("you acted there", health.verifiedAt.map { .time($0) } ?? .none),
                        ("until", health.until.map { .time($0) } ?? .none),
                        ("why", health.reason.isEmpty ? .none : .text(health.reason)),
                    ])
                })
        case .number: return row.optionalInteger(index).map { .number(Int($0)) } ?? .none
        case .flag: return .flag(row.integer(index) != 0)
        case .time: return row.optionalInstant(index).map { .time($0) } ?? .none
        case .clock:
            return row.optionalInteger(index).map { .text("\(LocalTime(secondsSinceMidnight: Int($0)))") } ?? .none
        case .bytes: return row.optionalBytes(index).map { $0.isEmpty ? .none : .bytes($0) } ?? .none
        }
    }

    /// What somebody was asked, each with its questions as they were then, the answers and their scores.
    fileprivate func asked(_ member: Member) throws -> PersonalRecord.Section {
        let id = SQLValue.text(member.id.rawValue)
        let asks = try rows(
            "SELECT \(AskRows.columns) FROM ask WHERE person_id = $1 ORDER BY asked_at, id", [id], AskRows.ask)
        let answers = Dictionary(
            grouping: try rows(
                """
                SELECT ask_id, question, value, visibility FROM answer
                WHERE ask_id IN (SELECT id FROM ask WHERE person_id = $1)
                """, [id]
            ) { (ask: $0.text(0), question: $0.text(1), value: $0.text(2), visibility: $0.text(3)) }, by: \.ask)
        let scores = Dictionary(
            grouping: try rows(
                """
                SELECT ask_id, variant, value, band FROM score
                WHERE ask_id IN (SELECT id FROM ask WHERE person_id = $1) ORDER BY variant
                """, [id]
            ) { (ask: $0.text(0), variant: $0.text(1), value: $0.count(2), band: $0.optionalText(3)) }, by: \.ask)
        var versions: [String: Questionnaire] = [:]
        for version in Set(asks.compactMap(\.questionnaireVersion)) {
            versions[version] =
                try row("SELECT body FROM questionnaire_version WHERE version = $1", [.text(version)]) {
                    JSONText.questionnaire($0.text(0))
                } ?? nil
        }
        return PersonalRecord.Section(
            title: "what you were asked, and what you answered",
            rows: asks.map { ask in
                let given = answers[ask.id] ?? []
                let asked = ask.questionnaireVersion.flatMap { versions[$0] }
                let order = asked?.questions.map(\.id) ?? []
                let questions = order + given.map(\.question).filter { !order.contains($0) }.sorted()
                let told: [RecordValue] = questions.map { question in
                    let words = asked?.questions.first { $0.id == question }?.text.text(for: member.languages)
                    let answer = given.first { $0.question == question }
                    return .map([
                        ("question", .text(words ?? question)),
                        ("your answer", answer.map { .text($0.value) } ?? .none),
                        ("who may read it", answer.map { .text($0.visibility) } ?? .none),
                    ])
                }
                let counted: [RecordValue] = (scores[ask.id] ?? []).map { score in
                    .map([
                        ("score", .text(score.variant)), ("value", .number(score.value)),
                        ("band", score.band.map { .text($0) } ?? .none),
                    ])
                }
                return [
                    ("what it was", .text(ask.kind.rawValue)),
                    ("questionnaire", ask.questionnaire.map { .text($0.rawValue) } ?? .none),
                    ("asked", .time(ask.askedAt)), ("until", .time(ask.expiresAt)),
                    ("how it stands", .text(ask.state.rawValue)),
                    ("answered", ask.answeredAt.map { .time($0) } ?? .none),
                    ("how often you put it off", .number(ask.snoozes)), ("questions and answers", .list(told)),
                    ("what they came to", .list(counted)),
                ]
            })
    }
}

extension JSONText {
    /// A document as a value of a record; the text itself where it is none.
    static func record(_ json: String) -> RecordValue {
        if json.isEmpty { return .none }
        guard let value = try? JSONSerialization.jsonObject(with: Data(json.utf8), options: [.fragmentsAllowed]) else {
            return .text(json)
        }
        return record(of: value)
    }

    private static func record(of value: Any) -> RecordValue {
        switch value {
        case let text as String: return .text(text)
        case let list as [Any]: return .list(list.map(record(of:)))
        case let map as [String: Any]:
            return .map(map.sorted { $0.key < $1.key }.map { ($0.key, record(of: $0.value)) })
        case let number as NSNumber: return .number(number.intValue)
        default: return .none
        }
    }
}
