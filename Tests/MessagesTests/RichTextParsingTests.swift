import Messages
import Testing

@Suite struct RichTextParsingTests {
    /// HTML as others write a list's and a paragraph's: without breaks between elements.
    private func html(_ text: RichText) -> String {
        text.htmlElements().replacing(">\n<", with: "><").replacing("<br>\n", with: "<br>")
            .replacing("<li><p>", with: "<li>").replacing("\n<", with: "<")
    }

    /// Expected values by markdown-it-py 4.3 (CommonMark 0.31 with strikethrough), spaces between elements aside.
    @Test(arguments: [
        ("Hi Ana", "<p>Hi Ana</p>"),
        ("one\ntwo", "<p>one two</p>"),
        ("one  \ntwo", "<p>one<br>two</p>"),
        ("one\\\ntwo", "<p>one<br>two</p>"),
        ("a\n\nb", "<p>a</p><p>b</p>"),
        ("*a* _b_ **c** __d__", "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong></p>"),
        ("***both***", "<p><em><strong>both</strong></em></p>"),
        ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
        ("*a **b***", "<p><em>a <strong>b</strong></em></p>"),
        ("**a*", "<p>*<em>a</em></p>"),
        ("*a**", "<p><em>a</em>*</p>"),
        ("a*b*c", "<p>a<em>b</em>c</p>"),
        ("a_b_c", "<p>a_b_c</p>"),
        ("_a_b", "<p>_a_b</p>"),
        ("foo-_(bar)_", "<p>foo-<em>(bar)</em></p>"),
        ("**foo*bar**baz", "<p><strong>foo*bar</strong>baz</p>"),
        ("* a*", "<ul><li>a*</li></ul>"),
        ("a * b * c", "<p>a * b * c</p>"),
        ("*(**foo**)*", "<p><em>(<strong>foo</strong>)</em></p>"),
        (
            "**Gomphocarpus (*Gomphocarpus physocarpus*, syn.)**",
            "<p><strong>Gomphocarpus (<em>Gomphocarpus physocarpus</em>, syn.)</strong></p>"
        ),
        ("*foo**bar**baz*", "<p><em>foo<strong>bar</strong>baz</em></p>"),
        ("**foo [bar](https://e.org) baz**", "<p><strong>foo <a href=\"https://e.org\">bar</a> baz</strong></p>"),
        ("~~gone~~ ~one~", "<p><del>gone</del> ~one~</p>"),
        ("`code *x*` and ``a`b``", "<p><code>code *x*</code> and <code>a`b</code></p>"),
        ("` a `", "<p><code>a</code></p>"),
        ("`unclosed", "<p>`unclosed</p>"),
        ("\\*not\\* \\[x\\]", "<p>*not* [x]</p>"),
        ("a & b", "<p>a &amp; b</p>"),
        ("[label](https://example.org/a_b)", "<p><a href=\"https://example.org/a_b\">label</a></p>"),
        ("[a *b* c](<https://example.org>)", "<p><a href=\"https://example.org\">a <em>b</em> c</a></p>"),
        ("[a] [b](c", "<p>[a] [b](c</p>"),
        ("[x]( https://example.org/p(q) )", "<p><a href=\"https://example.org/p(q)\">x</a></p>"),
        ("<https://example.org/x?y=1>", "<p><a href=\"https://example.org/x?y=1\">https://example.org/x?y=1</a></p>"),
        ("# One\n## Two\n### Three ##\ntext", "<h1>One</h1><h2>Two</h2><h3>Three</h3><p>text</p>"),
        ("#no heading", "<p>#no heading</p>"),
        ("# a # b #", "<h1>a # b</h1>"),
        ("- a\n- b\n  c", "<ul><li>a</li><li>b c</li></ul>"),
        ("* a\n* b\n\n* c", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("- a\n\n  b\n- c", "<ul><li>a<p>b</p></li><li>c</li></ul>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("text\n- a", "<p>text</p><ul><li>a</li></ul>"),
        ("text\n1. a", "<p>text</p><ol><li>a</li></ol>"),
        ("1. a\n   - b", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("- a\n> b", "<ul><li>a</li></ul><blockquote><p>b</p></blockquote>"),
        ("> a\n> b", "<blockquote><p>a b</p></blockquote>"),
        ("> a\nb", "<blockquote><p>a b</p></blockquote>"),
        ("> - a\n> - b\n\nc", "<blockquote><ul><li>a</li><li>b</li></ul></blockquote><p>c</p>"),
        ("> > a\n> b", "<blockquote><blockquote><p>a b</p></blockquote></blockquote>"),
        ("```\n*a*\n\nb\n```", "<pre><code>*a*\n\nb</code></pre>"),
        ("~~~ swift\nx\n~~~\ny", "<pre><code>x</code></pre><p>y</p>"),
        ("```\nopen", "<pre><code>open</code></pre>"),
        ("- ```\n  code\n  ```", "<ul><li><pre><code>code</code></pre></li></ul>"),
        ("+ a\n\n\n\nb", "<ul><li>a</li></ul><p>b</p>"),
        ("מה *נשמע* היום", "<p>מה <em>נשמע</em> היום</p>"),
        ("你好**世界**！", "<p>你好<strong>世界</strong>！</p>"),
        ("e\u{301}*x*\u{301}", "<p>e\u{301}<em>x</em>\u{301}</p>"),
        ("a \\\\ b", "<p>a \\ b</p>"),
        ("3 < 4 > 2", "<p>3 &lt; 4 &gt; 2</p>"),
        ("<3 you", "<p>&lt;3 you</p>"),
        ("5*3*2", "<p>5<em>3</em>2</p>"),
        ("snake_case_word", "<p>snake_case_word</p>"),
        ("- \n- b", "<ul><li></li><li>b</li></ul>"),
        ("-a", "<p>-a</p>"),
        ("1.a", "<p>1.a</p>"),
        ("*\u{A0}a\u{A0}*", "<p>*\u{A0}a\u{A0}*</p>"),
    ])
    func `what messages may use is read as CommonMark has it`(source: String, expected: String) throws {
        #expect(html(try RichText(parsing: source)) == expected)
    }

    @Test(arguments: [
        ("    four blanks", "<p>four blanks</p>"), ("a\n---\nb", "<p>a</p><p>---</p><p>b</p>"),
        ("3. c\n4. d", "<p>3. c 4. d</p>"), ("#### deep", "<p>#### deep</p>"), ("&nbsp;", "<p>&amp;nbsp;</p>"),
        ("[a][b]", "<p>[a][b]</p>"),
        ("[a]: https://example.org", "<p>[a]: <a href=\"https://example.org\">https://example.org</a></p>"),
        ("| a |\n| - |", "<p>| a | | - |</p>"), ("- [ ] a", "<ul><li>[ ] a</li></ul>"),
        ("@all <!channel>", "<p>@all &lt;!channel&gt;</p>"),
        ("<ana@example.org>", "<p>&lt;ana@example.org&gt;</p>"),
        ("http://example.org www.x.org", "<p>http://example.org www.x.org</p>"),
    ])
    func `everything else stands as it is written`(source: String, expected: String) throws {
        #expect(html(try RichText(parsing: source)) == expected)
    }

    @Test(arguments: [
        ("See https://example.org/a?b=c.", "https://example.org/a?b=c"),
        ("(https://example.org/x)", "https://example.org/x"),
        ("https://example.org/a_(b)", "https://example.org/a_(b)"), ("**https://example.org**", "https://example.org"),
    ])
    func `a bare address is a link up to the sentence's own punctuation`(source: String, address: String) throws {
        #expect(html(try RichText(parsing: source)).contains("<a href=\"\(address)\">\(address)</a>"))
    }

    @Test(arguments: [
        ("Hi\n\n![cat](https://example.org/cat.png)", 4, "a picture cannot be shown"),
        ("a <b>bold</b>", 2, "HTML cannot be shown"),
        ("<!-- note -->", 0, "HTML cannot be shown"), ("x </p>", 2, "HTML cannot be shown"),
        ("<img src=x onerror=y>", 0, "HTML"),
        ("see [x](http://example.org)", 4, "starts with https://"),
        ("[x](javascript:alert)", 0, "starts with https://"),
        ("[x](/local)", 0, "starts with https://"), ("[x](https://)", 0, "starts with https://"),
        ("[x](mailto:a@b.c)", 0, "https://"),
        ("> > > > > > > > > deep", 16, "nested more than 7 deep"),
        (String(repeating: "*a ", count: 30) + String(repeating: "b* ", count: 30), 0, "nested more than 16 deep"),
    ])
    func `what no platform could show is refused at its place`(source: String, offset: Int, words: String) throws {
        let error = #expect(throws: TemplateError.self) { try RichText(parsing: source) }
        #expect(error?.offset == offset)
        #expect(error?.message.contains(words) == true)
    }

    @Test func `plain text keeps what the markup means`() throws {
        let text = try RichText(
            parsing:
                "# Today\n\nHi **you**\\\nthere, [see](https://example.org).\n\n- a\n  - b\n- c\n\n1. x\n2. y\n\n> q\n>\n> r\n\n```\n  code\n```"
        )
        #expect(
            text.plainText == """
                Today

                Hi you
                there, see (https://example.org).

                - a
                  - b
                - c

                1. x
                2. y

                > q
                >\u{20}
                > r

                  code
                """)
    }

    /// Whatever an author writes is read to the end or refused at a place inside, soon.
    @Test(.timeLimit(.minutes(5)), arguments: [UInt64](1...200))
    func `no text stops the reader`(seed: UInt64) {
        var random = NastyText(seed: seed)
        let text = random.markup(length: 400)
        do {
            let read = try RichText(parsing: text)
            #expect(!read.plainText.utf8.isEmpty || text.allSatisfy { !$0.isLetter }, "seed \(seed)")
        } catch {
            #expect((0...text.count).contains(error.offset), "seed \(seed)")
        }
    }

    @Test(arguments: [
        String(repeating: "*a_", count: 6_000), String(repeating: "[", count: 15_000),
        String(repeating: "> ", count: 7),
        String(repeating: "`", count: 101) + String(repeating: " `a", count: 5_000),
        String(repeating: "~~a", count: 5_000),
        String(repeating: "- a\n", count: 4_000), String(repeating: "](", count: 9_000),
        String(repeating: "<a ", count: 6_000),
    ])
    func `a hostile text ends in time`(text: String) {
        // The suite's own time is the measure: quadratic steps over 20,000 characters are done in a moment.
        let read = Result { try RichText(parsing: text) }
        #expect((try? read.get()) == nil || text.count <= 20_000)
    }
}
