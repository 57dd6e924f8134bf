import Messages
import Testing

@Suite struct SplitterTests {
    private func words(_ text: RichText) -> String {
        text.blocks.map { block in
            switch block {
            case .paragraph(let inlines), .heading(_, let inlines): words(inlines)
            case .list(let isOrdered, let entries):
                entries.enumerated().map { (isOrdered ? "\($0.offset + 1). " : "- ") + words(RichText($0.element)) }
                    .joined(separator: "\n")
            case .quote(let blocks): words(RichText(blocks))
            case .code(let text): text
            }
        }.joined(separator: "\n\n")
    }

    private func words(_ inlines: [RichText.Inline]) -> String {
        inlines.map { inline in
            switch inline {
            case .text(let text), .code(let text): text
            case .strong(let inner), .emphasis(let inner), .strike(let inner), .link(let inner, _): words(inner)
            case .lineBreak: "\n"
            }
        }.joined()
    }

    private func parts(
        _ text: RichText, _ limit: Int, in unit: TextUnit = .utf16, maximum: Int = 5, link: String? = nil
    ) -> [String] {
        Splitter(maximum: maximum).parts(of: text, link: link) { unit.count(words($0)) <= limit }.map(words)
    }

    @Test func `what fits stays whole and says nothing about parts`() {
        #expect(parts(RichText(plain: "One.\n\nTwo."), 10) == ["One.\n\nTwo."])
    }

    @Test(arguments: [
        // After a paragraph, a line, a sentence, a word, a grapheme.
        ("Aaaa aaaa.\n\nBbbb bbbb. Cccc cccc.", 30, ["Aaaa aaaa.\n\n(1/2)", "Bbbb bbbb. Cccc cccc.\n\n(2/2)"]),
        ("Aaaa aaaa\nBbbb bbbb Cccc cccc", 27, ["Aaaa aaaa\n\n\n(1/2)", "Bbbb bbbb Cccc cccc\n\n(2/2)"]),
        ("Aaaa aaaa. Bbbb bbbb Cccc cccc", 27, ["Aaaa aaaa. \n\n(1/2)", "Bbbb bbbb Cccc cccc\n\n(2/2)"]),
        ("Aaaaaaaaaa Bbbbbbbbbbb Ccccc", 22, ["Aaaaaaaaaa \n\n(1/3)", "Bbbbbbbbbbb \n\n(2/3)", "Ccccc\n\n(3/3)"]),
        ("aaaaaaaaaaaaaaaaaaaa", 17, ["aaaaaaaaaa\n\n(1/2)", "aaaaaaaaaa\n\n(2/2)"]),
        ("今日はどうでしたか。明日もお待ちしています。", 17, ["今日はどうでしたか。\n\n(1/3)", "明日もお待ちしていま\n\n(2/3)", "す。\n\n(3/3)"]),
    ])
    func `a part ends where a reader would pause`(text: String, limit: Int, expected: [String]) {
        #expect(parts(RichText(plain: text), limit) == expected)
    }

    @Test func `an emoji of many scalars is never divided, in any unit`() {
        let family = "👩‍👩‍👧‍👦"
        for unit in [TextUnit.utf16, .scalars, .bytes] {
            let limit = unit.count(family) * 3 + 7
            for part in parts(RichText(plain: String(repeating: family, count: 8)), limit, in: unit) {
                #expect(unit.count(part) <= limit)
                #expect(part.allSatisfy { $0 == "👩‍👩‍👧‍👦" || "\n(/)123456789".contains($0) })
            }
        }
    }

    @Test func `what is over the last part is cut off, with the link`() {
        let text = RichText(plain: (1...100).map { "Line \($0)." }.joined(separator: "\n"))
        let cut = parts(text, 100, maximum: 2, link: "https://milieu.example.org/a/x")
        #expect(cut.count == 2)
        #expect(cut.last?.hasSuffix("… https://milieu.example.org/a/x\n\n(2/2)") == true)
        #expect(parts(text, 40, maximum: 1).first?.hasSuffix("…") == true)
        // No room for the link.
        #expect(parts(text, 30, maximum: 1, link: "https://milieu.example.org/a/x").first?.hasSuffix("…") == true)
    }

    @Test func `a link stays whole, and an endless one leaves its label`() {
        let label = "open the page for today"
        let text = RichText([
            .paragraph([.text("Aaaa aaaa aaaa "), .link([.text(label)], to: "https://a.example/"), .text(" bbbb")])
        ])
        #expect(parts(text, 40).filter { $0.contains(label) }.count == 1)
        let endless = RichText([
            .paragraph([
                .link([.text("here")], to: "https://a.example/" + String(repeating: "x", count: 9_000)),
                .text(String(repeating: " aaaa", count: 20)),
            ])
        ])
        #expect(parts(endless, 60).first?.hasPrefix("here aaaa") == true)
    }

    @Test func `a list that is cut goes on counting`() {
        let list = RichText([
            .list(isOrdered: true, (1...6).map { [.paragraph([.text("entry number \($0) of six")])] })
        ])
        let found = parts(list, 70)
        #expect(found.count == 3)
        #expect(found[1].hasPrefix("3. entry number 3 of six"))
    }

    @Test func `one letter under ten thousand accents is left out`() {
        let text = RichText(plain: "before " + "a" + String(repeating: "\u{301}", count: 10_000) + " after")
        #expect(parts(text, 100) == ["before … after"])
    }

    @Test func `pieces lose nothing and say nothing about parts`() {
        let text = String(repeating: "A sentence of some words. ", count: 400)
        let pieces = Splitter.pieces(of: RichText(plain: text)) { TextUnit.utf16.count(words($0)) <= 300 }.map(words)
        #expect(pieces.joined() == text)
        #expect(pieces.allSatisfy { $0.utf16.count <= 300 && $0.hasSuffix(". ") })
    }

    @Test func `a megabyte is divided in a moment`() {
        let text = RichText(plain: String(repeating: "Words and words. ", count: 60_000))
        let found = parts(text, 4_096, link: "https://a.example/")
        #expect(found.count == 5 && found.allSatisfy { $0.utf16.count <= 4_096 })
    }

    @Test(arguments: [
        ("short", 5, "short"), ("a longer text", 9, "a longer…"), ("a longer text", 3, "a…"), ("text", 0, ""),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 12, "👩‍👩‍👧‍👦…"), ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 11, "…"),
    ])
    func `a title is cut between graphemes`(text: String, limit: Int, expected: String) {
        #expect(TextUnit.utf16.cut(text, to: limit) == expected)
    }
}
