import Testing

@testable import Delivery

/// Which texts are addresses (RFC 5321 section 4.1.2, RFC 6531), and how they go over the wire.
@Suite struct MailAddressTests {
    @Test(arguments: [
        ("ana@riverside.example", "ana@riverside.example"),
        ("ana+list@riverside.example", "ana+list@riverside.example"),
        ("o'neil@riverside.example", "o'neil@riverside.example"),
        ("józef@riverside.example", "józef@riverside.example"),
        (#""ana maria"@riverside.example"#, #""ana maria"@riverside.example"#),
        (#""a\"b@c"@riverside.example"#, #""a\"b@c"@riverside.example"#),
        ("ana@[192.0.2.1]", "ana@[192.0.2.1]"), ("ana@[IPv6:2001:db8::1]", "ana@[IPv6:2001:db8::1]"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"), ("ana@BÜCHER.example", "ana@xn--bcher-kva.example"),
        ("ana@例え。テスト", "ana@xn--r8jz45g.xn--zckzah"), ("ana@речка.example", "ana@xn--80ajpw0b.example"),
        ("ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"), ("ana@localhost", "ana@localhost"),
        (
            String(repeating: "a", count: 64) + "@riverside.example",
            String(repeating: "a", count: 64) + "@riverside.example"
        ),
    ])
    func `an address is taken, and its domain goes as A-labels`(text: String, wire: String) throws {
        let address = try MailAddress(text)
        #expect(address.text == text)
        #expect(address.wire == wire)
        #expect(address.needsUTF8 == text.hasPrefix("józef"))
    }

    @Test(arguments: [
        "", "ana", "@riverside.example", "ana@", "ana@-x.example", "ana@x-.example", "a b@riverside.example",
        "<ana@riverside.example>", "ana@riverside.example\r\nRCPT TO:<other@riverside.example>",
        "ana@riverside.example\u{0}", "ana@x\ny.example", "ana\u{85}@riverside.example",
        "ana\u{2028}@riverside.example",
        ".ana@riverside.example", "ana.@riverside.example", "ana..x@riverside.example",
        String(repeating: "a", count: 65) + "@riverside.example",
        String(repeating: "é", count: 33) + "@riverside.example",
        "ana@" + String(repeating: "a", count: 64) + ".example",
        "ana@" + String(repeating: "abcdefg.", count: 32) + "example", "ana@riverside.example.",
        "ana@river_side.example",
        "ana@[192.0.2.256]", "ana@[2001:db8::1]", "ana@[IPv6:nonsense]", "ana@[192.0.2.1", "ana@a..example",
        #""ana@riverside.example"#, #""a"b"@riverside.example"#, #""ana\"@riverside.example"#,
        "\"a\nb\"@riverside.example",
        "ana@☃.example", "ana@\u{200D}x.example", "ana,bo@riverside.example",
    ])
    func `what is no address, or could be taken for two commands, is refused`(text: String) {
        let error = #expect(throws: MailAddressError.self) { try MailAddress(text) }
        #expect(text.count < 4 || error?.description.contains(text) == false)
    }

    /// RFC 3492 section 7.1, samples A, B, D, E, H, I and R.
    @Test(arguments: [
        ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"), ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ("Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"),
        ("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b"),
        (
            "세계의모든사람들이한국어를이해한다면얼마나좋을까",
            "989aomsvi5e83db1d2a355cv1e0vak1dwrv93d5xbh15a0dt30a5jpsd879ccm6fea98c"
        ),
        ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"), ("そのスピードで", "d9juau41awczczp"),
    ])
    func `labels are encoded as RFC 3492 shows`(text: String, code: String) {
        #expect(Punycode.encoded(text.unicodeScalars.map(\.value)) == code)
    }
}
