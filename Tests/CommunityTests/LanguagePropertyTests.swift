import Community
import Foundation
import Testing

/// Texts made of pieces that have broken scanners before, from a seed that a failure prints.
@Suite struct LanguagePropertyTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let pieces = [
        "addict", "Addicts", "drug", "abuse", "user", "clean", "test", "urine", "you", "must", "again", "you haven’t",
        "Alcoholics", "Anonymous", "'s", "’s", "’", "_", "-", "\u{2011}", "\u{AD}", " ", " ", " ", "  ", "\t", ".",
        "! ", "…",
        "{{", "}}", "{", "://", "https://", "\u{301}", "\u{200D}", "\u{200B}", "\u{600}", "👩‍👩‍👧", "🇵🇹", "É", "e\u{301}",
        "ß", "İ", "ﬁ",
        "日本", "ไทย", "한국", "مرحبا", "наш", "٣", "²", "\u{FEFF}", "\u{0}", "*", "#", "<!--",
    ]

    private static func line(_ random: inout Generator) -> String {
        (0..<Int.random(in: 0...14, using: &random)).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)]
        }
        .joined()
    }

    @Test(arguments: [UInt64](1...40))
    func `every finding lies in the text and covers the words found`(seed: UInt64) throws {
        var random = Generator(state: seed)
        let linter = LanguageLinter(table: try LanguageFiles.table())
        for _ in 0..<25 {
            let lines = (0..<4).map { _ in Self.line(&random) }
            let text = lines.joined(separator: "\n")
            var last = (0, 0)
            for finding in linter.findings(in: text) {
                #expect(lines.indices.contains(finding.line - 1), "seed \(seed)")
                // A byte order mark at the head of the text is no character of its first line.
                let isMarked = finding.line == 1 && lines[0].first == "\u{FEFF}"
                let line = Array(lines[finding.line - 1]).dropFirst(isMarked ? 1 : 0)
                let start = line.startIndex + finding.column - 1
                let range = start..<start + finding.length
                #expect(finding.length > 0 && finding.column > 0 && range.upperBound <= line.endIndex, "seed \(seed)")
                #expect(finding.text.hasPrefix(String(line[range])), "seed \(seed)")
                // A term goes on in the next line or is all there.
                #expect(finding.text.count == finding.length || finding.text.contains(" "), "seed \(seed)")
                #expect((finding.line, finding.column) > last, "seed \(seed)")
                last = (finding.line, finding.column + finding.length - 1)
            }
        }
    }

    @Test(arguments: [UInt64](1...40), ["\n", "\r\n", "\r"])
    func `findings do not depend on the text around the paragraph`(seed: UInt64, end: String) throws {
        var random = Generator(state: seed)
        let linter = LanguageLinter(table: try LanguageFiles.table())
        for _ in 0..<10 {
            let lines = (0..<3).map { _ in Self.line(&random) }
            let whole = linter.findings(in: lines.joined(separator: end + " " + end)).filter { $0.line == 3 }
            let alone = linter.findings(in: lines[1])
            // A byte order mark at the head of a text is no character of it, and one further on is.
            let mark = lines[1].first == "\u{FEFF}" ? 1 : 0
            #expect(whole.map(\.column) == alone.map { $0.column + mark }, "seed \(seed)")
            #expect(whole.map(\.text) == alone.map(\.text), "seed \(seed)")
        }
    }

    @Test(arguments: [UInt64](1...40))
    func `random scalars never stop the linter or the table`(seed: UInt64) throws {
        var random = Generator(state: seed)
        let linter = LanguageLinter(table: try LanguageFiles.table())
        for _ in 0..<20 {
            var text = ""
            for _ in 0..<60 {
                let limit: UInt32 = Bool.random(using: &random) ? 0x180 : 0x10FFFF
                let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &random))
                if let scalar { text.unicodeScalars.append(scalar) }
                if Int.random(in: 0..<8, using: &random) == 0 { text += "addict" }
            }
            for finding in linter.findings(in: text) { #expect(finding.length == finding.text.count, "seed \(seed)") }
            _ = try? LanguageTable(parsing: "term\tsense\tlevel\talternatives\tsource\tnote\n" + text)
        }
    }

    private static func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    @Test func `two hundred kilobytes take less than two seconds unoptimised, whatever they hold`() throws {
        let linter = LanguageLinter(table: try LanguageFiles.table())
        for piece in [
            "Hi Ana, how was today? Skip it here. ", "drug ", "{{", "you have ", "addict's ", "drug\n", "…\n", "- :\n",
        ] {
            let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
            // The thread's own time, whatever else the machine has to do.
            let start = Self.threadSeconds()
            _ = linter.findings(in: text)
            let time = Self.threadSeconds() - start
            #expect(time < 2, "'\(piece)' took \(time) s")
        }
    }
}
