import Community
import Definitions
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Random people, written as a random spreadsheet would, are read back as they were.
@Suite struct RosterPropertyTests {
    @Test(arguments: 0..<60)
    func `what any spreadsheet writes is read back equal`(number: Int) throws {
        let seed = "roster \(number)"
        var random = SplitMix64(seedText: seed)
        let people = try (0..<Int.random(in: 1...40, using: &random)).map { try Self.member($0, &random) }
        let dialect = Dialect(&random)
        let folder = try TemporaryFolder()
        try folder.write(bytes: dialect.bytes(of: people, &random), to: "p.csv")
        let reading = try RosterReader(zones: ZoneDatabase(), channels: nil).reading(path: folder.path + "/p.csv")
        #expect(reading.faults == [], "seed '\(seed)', \(dialect)")
        #expect(reading.members == people, "seed '\(seed)', \(dialect)")
    }

    @Test func `the cells of a person have every column, and are read back`() throws {
        let full = try RosterReader(zones: ZoneDatabase(), channels: nil).read(
            path: "\(Repository.root)/Config/people.csv")
        let apart = MemberID("x")
        let columns = Set(
            full.members.flatMap { RosterCells.cells(of: $0, zone: .utc, apart: [apart]).map(\.column) })
        let rare: Set<String> = [
            "cohorts", "fallback", "paused_until", "stopped", "quiet_start", "quiet_end", "access_needs", "avoid_tags",
            "pathway", "relations", "cool_down_until", "tenure_start", "stage", "staff_kind", "consent_on",
        ]
        #expect(columns.union(rare) == Set(RosterReader.columns))
        var changed = try #require(full.members.first)
        let old = changed
        changed.capacity = 1
        changed.preferredName = ""
        let changes = RosterCells.changes(from: old, to: changed, zone: .utc).map { "\($0.column) \($0.old) \($0.new)" }
        #expect(changes == ["preferred_name Joana ", "capacity 2 1"])
    }

    private static let words = [
        "gardening", "Jazz & soul", "a,b", "c;d", "tab\there", "\"quoted\"", "O'Neil", "3 = 4", "two\nlines", "x\r\ny",
        "Zoë", "Łódź", "漢字", "+1", "-", "é", "so-so",
    ]

    private static func word(_ random: inout SplitMix64) -> String {
        words[Int.random(in: 0..<words.count, using: &random)]
    }

    private static func member(_ number: Int, _ random: inout SplitMix64) throws -> Member {
        func sometimes<Value>(_ value: @autoclosure () -> Value) -> Value? {
            Bool.random(using: &random) ? value() : nil
        }
        let plain = ["gardening", "cooking", "knitting", "Café"]
        var member = Member(id: MemberID("p\(number)"))
        member.preferredName = sometimes("") ?? word(&random)
        member.languages = Bool.random(using: &random) ? ["pt", "en-gb"] : []
        member.timeZone = Bool.random(using: &random) ? "Europe/Warsaw" : nil
        member.roles = Bool.random(using: &random) ? [.member, .mentor] : [.member]
        if Bool.random(using: &random) {
            member.roles.insert(.staff)
            member.staffKind = StaffKind.allCases.randomElement(using: &random)
        }
        member.stage = Stage.kept.randomElement(using: &random) ?? .active
        let days = [10_000, 15_000, 20_000].map { CivilDate(daysSince1970: $0) }
        member.cohorts = ["autumn", "Łódź 2", "so-so"].flatMap { name in
            sometimes(
                CohortStay(
                    name, from: sometimes(days[Int.random(in: 0...1, using: &random)]),
                    until: sometimes(days[Int.random(in: 1...2, using: &random)]))
            ).map { [$0] } ?? []
        }.sorted()
        member.joinedOn =
            Bool.random(using: &random)
            ? CivilDate(daysSince1970: Int.random(in: 10_000...25_000, using: &random)) : nil
        member.interests = Set(plain.filter { _ in Bool.random(using: &random) })
        member.capacity = Int.random(in: 0...4, using: &random)
        if Bool.random(using: &random) {
            member.contact = ContactPoint(channel: "letters", address: "ana@example.org")
            member.fallbacks = [ContactPoint(channel: "phones", address: "4711")]
        }
        if Bool.random(using: &random), let from = LocalTime("21:30"), let to = LocalTime("7:05") {
            member.quietHours = QuietHours(from: from, to: to)
        }
        member.consents = Consents(listed: Purpose.allCases.filter { _ in Bool.random(using: &random) })
        member.hasStopped = Bool.random(using: &random)
        member.pairing.sharesTags = Bool.random(using: &random)
        member.pairing.tags = Bool.random(using: &random) ? ["grief", "parenting"] : []
        member.pairing.tenureStart = CivilDate(year: 2025, month: 1, day: Int.random(in: 1...31, using: &random))
        return member
    }

    /// How one spreadsheet writes.
    private struct Dialect: CustomStringConvertible {
        enum Encoding: CaseIterable { case utf8, marked, utf16le, utf16be, windows1252 }

        let separator: String
        let lineEnd: String
        let encoding: Encoding
        let quotesAll: Bool
        let namesSeparator: Bool
        let emptyColumns: Int

        init(_ random: inout SplitMix64) {
            separator = [",", ";", "\t"].randomElement(using: &random) ?? ","
            lineEnd = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
            encoding = Encoding.allCases.randomElement(using: &random) ?? .utf8
            quotesAll = Bool.random(using: &random)
            namesSeparator = Bool.random(using: &random)
            emptyColumns = Int.random(in: 0...3, using: &random)
        }

        var description: String { "\(encoding) \(separator.debugDescription) \(lineEnd.debugDescription) \(quotesAll)" }

        func bytes(of people: [Member], _ random: inout SplitMix64) -> [UInt8] {
            var lines = namesSeparator ? ["sep=\(separator)"] : []
            lines.append(line(RosterReader.columns))
            for person in people {
                let cells = Dictionary(
                    uniqueKeysWithValues: RosterCells.cells(of: person, zone: .utc).map { ($0.column, $0.text) })
                lines.append(line(RosterReader.columns.map { shown(cells[$0] ?? "", $0, &random) }))
                if Int.random(in: 0..<8, using: &random) == 0 { lines.append(line([""])) }
            }
            return encoded(lines.joined(separator: lineEnd) + (Bool.random(using: &random) ? lineEnd : ""))
        }

        /// Days and yes as any spreadsheet has them.
        private func shown(_ cell: String, _ column: String, _ random: inout SplitMix64) -> String {
            if cell == "yes" { return ["yes", "TRUE", "WAHR", "ja", "1"].randomElement(using: &random) ?? "yes" }
            guard let date = CivilDate(iso8601: cell) else { return cell }
            return [
                cell, "\(date.day).\(date.month).\(date.year)", "\(date.daysSince1970 + 25_569)", "\u{A0}\(cell) ",
                date.day > 12 ? "\(date.month)/\(date.day)/\(date.year)" : cell,
            ].randomElement(using: &random) ?? cell
        }

        private func line(_ cells: [String]) -> String {
            (cells + Array(repeating: "", count: emptyColumns)).map { cell in
                let mustQuote = cell.utf8.contains { [10, 13, 34].contains($0) } || cell.contains(separator)
                guard mustQuote || quotesAll else { return cell }
                return "\"\(cell.replacing("\"", with: "\"\""))\""
            }.joined(separator: separator)
        }

        private func encoded(_ text: String) -> [UInt8] {
            switch encoding {
            case .utf8: return Array(text.utf8)
            case .marked: return [0xef, 0xbb, 0xbf] + Array(text.utf8)
            case .utf16le: return [0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
            case .utf16be: return [0xfe, 0xff] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
            case .windows1252:
                // What has no place there is written as UTF-8, all of it.
                guard text.unicodeScalars.allSatisfy({ $0.value < 0x80 || (0xa0...0xff).contains($0.value) }) else {
                    return Array(text.utf8)
                }
                return text.unicodeScalars.map { UInt8($0.value) }
            }
        }
    }
}
