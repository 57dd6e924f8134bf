import Community
import Definitions
import PluginKit
import Scheduling
import TestSupport
import Testing

/// A roster as spreadsheets leave it.
@Suite struct SpreadsheetTests {
    private let reader = RosterReader(zones: ZoneDatabase(), channels: nil)

    private func read(_ bytes: [UInt8]) throws -> RosterReading {
        let folder = try TemporaryFolder()
        try folder.write(bytes: bytes, to: "p.csv")
        var reading = try reader.reading(path: folder.path + "/p.csv", shown: "p.csv")
        reading.settle(known: [])
        return reading
    }

    private func read(_ text: String) throws -> RosterReading { try read(Array(text.utf8)) }

    /// The member of a roster whose one row has one more cell.
    private func read(_ column: String, _ cell: String) throws -> RosterReading {
        try read("id\tpreferred_name\t\(column)\nana\tAna\t\(cell)\n")
    }

    @Test(arguments: [
        "sep=;\r\nid;preferred_name\r\nana;José\r\n", "\"sep=\t\"\nid\tpreferred_name\nana\tJosé",
        "id;preferred_name;;;\r\nana;José;;;\r\n;;;;\r\n\r\n", "\u{FEFF}id,preferred_name\rana,José\r",
        "id,preferred_name\nana,\"José\"\n,\n \n", "\u{A0}ID ,Preferred  Name\nana,\u{A0}José\u{A0}\u{200B}\n",
        "External_ID,preferred-name\nana,“José”\n", "id,preferred_name,stopped\nana,José,\n",
    ])
    func `separators, marks, line ends and empty cells of all kinds are read`(text: String) throws {
        let reading = try read(text)
        #expect(reading.faults.isEmpty && reading.notes.isEmpty)
        #expect(reading.members.map(\.preferredName) == ["José"])
        #expect(reading.members.map(\.id.rawValue) == ["ana"])
    }

    @Test func `a line end and a separator in quotes are the person's`() throws {
        let reading = try read("id;preferred_name;cohort\r\nana;\"a \"\"b\"\"\r\nc;d\";x\r\nbea;\u{1}\t;y\n")
        #expect(reading.members.map(\.preferredName) == ["a \"b\"\r\nc;d", "\u{1}"])
        #expect(reading.members.map(\.cohorts) == [[CohortStay("x")], [CohortStay("y")]])
        let wrong = try read("id,preferred_name,joined_on\nana,\"é\né\",soon\n")
        #expect(wrong.faults.first?.place.description == "p.csv:3:4")
    }

    @Test func `UTF-16 is read by its mark, and Windows-1252 is told with its first line`() throws {
        let text = "id,preferred_name\nana,Ana\nze,Zé “€” Š\n"
        for (mark, isLittle) in [([UInt8(0xff), 0xfe], true), ([0xfe, 0xff], false)] {
            let units = text.utf16.flatMap { unit in
                isLittle ? [UInt8(unit & 0xff), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xff)]
            }
            let reading = try read(mark + units)
            #expect(reading.members.map(\.preferredName) == ["Ana", "Zé “€” Š"])
            #expect(reading.notes.map(\.message) == ["the file is UTF-16 and was read so"])
        }
        let western = Array("id,preferred_name\nana,Ana\nze,Z".utf8) + [0xe9, 0x20, 0x93, 0x80, 0x94, 0x20, 0x8a, 10]
        let reading = try read(western)
        #expect(reading.members.map(\.preferredName) == ["Ana", "Zé “€” Š"])
        #expect(reading.notes.map(\.place.line) == [3])
        #expect(reading.notes.first?.message.contains("read as Windows-1252") == true)
        #expect(reading.notes.first?.severity == .warning)
    }

    private static let broken: [(bytes: [UInt8], message: String)] = {
        var cut: [UInt8] = [0xef, 0xbb, 0xbf]
        cut += Array("id\na\n".utf8)
        cut.append(0xe9)
        var zero = Array("id\n".utf8)
        zero += [0x61, 0, 0x62]
        return [
            (cut, "this line is not UTF-8, and the file says that it is"),
            ([0xff, 0xfe, 0x69], "the file begins as UTF-16 and is not all of it"),
            (zero, "the file holds a NUL byte, expected text"),
            ([0x50, 0x4b, 3, 4, 20, 0], "this is a spreadsheet itself, expected text with separators"),
            ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], "this is a spreadsheet itself, expected text with separators"),
            (Array("id\n\"a\n".utf8), "a quote that begins on this line is never closed"), ([], "the file is empty"),
        ]
    }()

    @Test(arguments: broken)
    func `what is no table is refused as a whole`(bytes: [UInt8], message: String) throws {
        let faults = #expect(throws: Diagnostics.self) { try read(bytes) }
        #expect(faults?.all.map(\.message) == [message])
    }

    @Test(arguments: [
        ("2026-11-15", "2026-11-15"), ("15.11.2026", "2026-11-15"), ("5.1.2026", "2026-01-05"),
        ("11/15/2026", "2026-11-15"), ("15/11/2026", "2026-11-15"), ("5/5/2026", "2026-05-05"),
        ("2026/11/15", "2026-11-15"), ("2026-11-15 00:00:00", "2026-11-15"), ("15-Nov-2026", "2026-11-15"),
        ("46341", "2026-11-15"), ("\u{A0}'2026-11-15", "2026-11-15"), ("29.2.2028", "2028-02-29"),
    ])
    func `a day is read as it is meant`(cell: String, day: String) throws {
        let reading = try read("joined_on", cell)
        #expect(reading.members.map(\.joinedOn?.iso8601) == [day])
        // A number could be counted from 1904, so it is told.
        #expect(reading.notes.map(\.rule) == (cell == "46341" ? ["day-number"] : []))
    }

    @Test(arguments: [
        ("05/11/2026", "'05/11/2026' may be 2026-11-05 or 2026-05-11"),
        ("15.11.26", "the year of '15.11.26' has no four digits"),
        ("31.2.2026", "there is no day '31.2.2026'"), ("13/13/2026", "there is no day '13/13/2026'"),
        ("2026", "expected a date, found the number '2026'"), ("soon", "expected a date, found 'soon'"),
        ("1/2/26", "expected a date, found '1/2/26'"),
        ("99999999999999999999", "expected a date, found '99999999999999999999'"),
    ])
    func `a day that may be two is refused with both`(cell: String, why: String) throws {
        let reading = try read("joined_on", cell)
        #expect(reading.members.isEmpty && reading.refusedLines == [2])
        let fault = try #require(reading.faults.first)
        #expect(fault.message == "joined_on: \(why)" && fault.place.description == "p.csv:2:9")
        #expect(fault.hint?.contains("2026-11-20") == true)
    }

    @Test(arguments: ["WAHR", "ja", "TRUE", "Yes", "1", "x", "Sim", "tak", "VRAI"])
    func `yes is understood in the languages of spreadsheets`(cell: String) throws {
        #expect(try read("stopped", cell).members.map(\.hasStopped) == [true])
        #expect(try read("share_tags", cell).members.map(\.pairing.sharesTags) == [true])
    }

    @Test(arguments: ["FALSCH", "nein", "FALSE", "no", "0", "", "Não"])
    func `and no`(cell: String) throws {
        #expect(try read("stopped", cell).members.map(\.hasStopped) == [false])
    }

    @Test(arguments: [("1,0", 1), ("2.00", 2), ("3", 3), ("", 0)])
    func `a whole number may have a fraction of nothing`(cell: String, capacity: Int) throws {
        #expect(try read("capacity", cell).members.map(\.capacity) == [capacity])
        #expect(try read("capacity", "2,5").faults.map(\.rule) == ["number"])
    }

    @Test(arguments: [
        ("21:00", "21:00"), ("21:00:00", "21:00"), ("9:00 PM", "21:00"), ("12:30 AM", "00:30"), ("0,875", "21:00"),
    ])
    func `a time of day is read as spreadsheets keep it`(cell: String, time: String) throws {
        let reading = try read("id\tquiet_start\tquiet_end\nana\t\(cell)\t08:00\n")
        #expect(reading.members.map(\.quietHours?.from.description) == [time])
    }

    @Test(arguments: ["1E+05", "1,23E+12", "4711.0", "2e-7"])
    func `an id that a spreadsheet has calculated with is refused, as what it was is lost`(id: String) throws {
        let reading = try read("id\tpreferred_name\n\(id)\tAna\nbea\tBea\n")
        #expect(reading.members.map(\.id.rawValue) == ["bea"])
        #expect(reading.faults.map(\.rule) == ["id"] && reading.faults.first?.place.description == "p.csv:2:1")
        #expect(reading.faults.first?.hint?.contains("format the column as text") == true)
        #expect(try read("id\n'007\n").members.map(\.id.rawValue) == ["007"])
    }

    @Test func `rows that are wrong are told one by one, and the others are taken`() throws {
        let reading = try read(
            """
            id,preferred_name,joined_on,do_not_pair
            ana,Ana,soon,
            bea,Bea,,nobody
            bea2,Bea,,ana
            cai,Cai,,
            cai,Kai,,
            dov,Dov,,,too much
            eli,Eli,2026-01-01,dov
            """)
        #expect(reading.members.map(\.id.rawValue) == ["bea2", "eli"])
        #expect(reading.refusedLines == [2, 3, 5, 6, 7])
        #expect(
            reading.faults.map { "\($0.place.line) \($0.rule)" } == [
                "2 date", "3 unknown-reference", "5 duplicate-id", "6 duplicate-id", "7 csv",
            ])
        // Whom not to pair stays so, also when the other row is refused.
        #expect(reading.roster.doNotPair.contains(MemberPair(MemberID("bea2"), MemberID("ana"))))
        #expect(throws: Diagnostics.self) { try reader.read("id,joined_on\nana,soon\n", file: "p.csv") }
    }

    @Test func `a column that nobody knows is refused, unless somebody says that it may be passed over`() throws {
        let text = "id,Notes\nana,likes tea\n"
        let faults = #expect(throws: Diagnostics.self) { try read(text) }
        #expect(faults?.all.map(\.rule) == ["unknown-column"])
        let patient = RosterReader(zones: ZoneDatabase(), channels: nil, ignored: ["notes"])
        #expect(try patient.reading(text, file: "p.csv").members.map(\.id.rawValue) == ["ana"])
    }

    @Test func `somebody whom the store knows may be named without being in the file`() throws {
        var reading = try reader.reading("id,wishes\nana,joana\nbea,nobody\n", file: "p.csv")
        #expect(reading.strangers.map(\.other.rawValue) == ["joana", "nobody"])
        reading.settle(known: [MemberID("joana")])
        #expect(reading.members.map(\.id.rawValue) == ["ana"])
    }

    @Test func `a row that is refused for one it names leaves nothing of it, and what other rows say of it stays`()
        throws
    {
        var reading = try reader.reading(
            "id,do_not_pair,consent_on\nana,bea nobody,2026-11-01\nbea,carl,2026-11-02\ncarl,ana,\ndan,bea,\ndan,ana,\n",
            file: "p.csv")
        reading.settle(known: [])
        #expect(reading.members.map(\.id.rawValue) == ["bea", "carl"])
        #expect(
            reading.roster.doNotPair == [
                MemberPair(MemberID("ana"), MemberID("carl")), MemberPair(MemberID("bea"), MemberID("carl")),
            ])
        #expect(reading.roster.consentsSignedOn.keys.map(\.rawValue) == ["bea"])
    }

    @Test func `a column that is not there, and a cell that a row ends before, says nothing`() throws {
        let reading = try read("id\tcohort\tcapacity\tinterests\nana\tgreen\t\t\nbea\tgreen\n")
        #expect(reading.members.map(\.id.rawValue) == ["ana", "bea"])
        #expect(reading.silence.covers("preferred_name", of: MemberID("ana")))
        #expect(!reading.silence.covers("interests", of: MemberID("ana")))
        // How many newcomers a mentor takes is asked beside the roles.
        #expect(reading.silence.covers("capacity", of: MemberID("ana")))
        #expect(reading.silence.covers("interests", of: MemberID("bea")))
        #expect(
            reading.notes.map { "\($0.place.line) \($0.message)" } == [
                "3 the row ends before 'capacity'; what is known by it and the 1 column behind it stays as it is"
            ])
        let many = try read("id\tcohort\n" + (0..<30).map { "p\($0)\n" }.joined())
        #expect(many.notes.count == 21 && many.notes.last?.message == "10 more rows end before the last column")
    }

    @Test func `two rows whose ids differ in capitals alone are one person twice`() throws {
        let reading = try read("id,preferred_name\nana,Ana\nAna,Anna\nANA,A.\nbea,Bea\n")
        #expect(reading.members.map(\.id.rawValue) == ["bea"])
        #expect(
            reading.faults.map { "\($0.place.line) \($0.message)" } == [
                "2 the id 'ana' is on another line again", "3 the id 'Ana' is taken by line 2, where it is 'ana'",
                "4 the id 'ANA' is taken by line 2, where it is 'ana'",
            ])
    }

    @Test func `an address that a spreadsheet has eaten, or that no channel leads to, is refused`() throws {
        let reading = try read(
            "id;channel;address\nana;phones;3,51913E+11\nbea;;bea@example.org\ncai;phones;+351912345678\n")
        #expect(reading.members.map(\.contact?.address) == ["+351912345678"])
        #expect(
            reading.faults.map { "\($0.place) \($0.message)" } == [
                "p.csv:2:12 address: a spreadsheet has made the number '3,51913E+11' of an address, and what it was is lost",
                "p.csv:3:6 an address needs a channel",
            ])
    }

    @Test(arguments: ["", ";;;", " ", "\"\";\"\"", "\t\t", ",,"], ["\n", "\r\n", "\r"])
    func `blank lines before the header hide neither the separator nor the line`(blank: String, end: String) throws {
        let blanks = blank + end + blank + end
        for head in [blanks, "sep=;" + end + blanks, blanks + "sep=;" + end] {
            let reading = try read(head + "id;preferred_name" + end + "ana;Ana" + end + "b c;Bea" + end)
            #expect(reading.members.map(\.preferredName) == ["Ana"])
            #expect(reading.faults.map(\.place.line) == [head.contains("sep") ? 6 : 5])
        }
        let nothing = #expect(throws: Diagnostics.self) { try read(blanks) }
        #expect(nothing?.all.map(\.message) == ["the file is empty"])
    }

    @Test func `among many unknown references somebody is guessed for the first ones alone`() throws {
        let rows = (0..<2_000).map { "person\($0),nobody\($0 / 2)-x\n" }.joined()
        let reading = try read("id,do_not_pair\njoana,joanna\n" + rows)
        #expect(reading.members.isEmpty && reading.faults.count == 2_001)
        #expect(reading.faults.first?.message.hasSuffix("'joanna' in this file; did you mean 'joana'?") == true)
        let others = (0..<50).map { "p\($0)-row,joan\($0)\n" }.joined()
        let guessed = try read("id,do_not_pair\njoana,\n" + others).faults.filter {
            $0.message.contains("did you mean")
        }
        #expect(guessed.count == 20)
    }

    @Test(arguments: [
        ("\u{141}\u{f3}d\u{17a}", "?\u{f3}d?", true, true), ("Zo\u{eb}", "Zo\u{FFFD}", true, true),
        ("Ana", "Ana", false, false), ("Ana", "?", false, false), ("Ana", "What? Ana", true, false),
        ("Ana?", "Ana?", true, false), ("Jos\u{e9}", "Jo?ef", true, false), ("A 1", "A ?", false, false),
    ])
    func `a name that may have lost letters is told`(known: String, name: String, may: Bool, took: Bool) throws {
        #expect(LostLetters.took(from: known, to: name) == took)
        let reading = try read("id\tpreferred_name\nana\t\(name)\n")
        #expect(reading.members.map(\.preferredName) == [name])
        #expect(reading.notes.map { "\($0.rule) \($0.place)" } == (may ? ["lost-letters p.csv:2:5"] : []))
    }
}
