import Messages
import Testing

@Suite struct SMSTests {
    /// Lengths by 3GPP TS 23.038 and TS 23.040.
    @Test(arguments: [
        ("", "GSM-7", 0, 0), ("Hi", "GSM-7", 2, 1), (String(repeating: "a", count: 160), "GSM-7", 160, 1),
        (String(repeating: "a", count: 161), "GSM-7", 161, 2), (String(repeating: "a", count: 306), "GSM-7", 306, 2),
        (String(repeating: "a", count: 307), "GSM-7", 307, 3), (String(repeating: "€", count: 80), "GSM-7", 160, 1),
        (String(repeating: "€", count: 81), "GSM-7", 162, 2), ("[a]{b}^~|\\", "GSM-7", 18, 1),
        ("@£$¥èéùìòÇ\nØøÅåΔ", "GSM-7", 16, 1),
        ("ç", "UCS-2", 1, 1), ("não", "UCS-2", 3, 1), (String(repeating: "ł", count: 70), "UCS-2", 70, 1),
        (String(repeating: "ł", count: 71), "UCS-2", 71, 2), (String(repeating: "ł", count: 135), "UCS-2", 135, 3),
        (String(repeating: "😀", count: 35), "UCS-2", 70, 1), (String(repeating: "😀", count: 36), "UCS-2", 72, 2),
        ("e\u{301}", "GSM-7", 1, 1), ("a\r\nb", "GSM-7", 3, 1),
    ])
    func `a text is counted in its alphabet`(text: String, alphabet: String, units: Int, segments: Int) {
        let sms = SMSText(text)
        #expect(sms.alphabet.rawValue == alphabet)
        #expect(sms.units == units)
        #expect(sms.segments.count == segments)
    }

    @Test(arguments: [
        ("It\u{2019}s \u{201C}fine\u{201D}", "It's \"fine\""), ("a\u{2013}b\u{2014}c\u{2212}d", "a-b-c-d"),
        ("a\u{A0}b\u{202F}c\u{2009}d", "a b c d"), ("wait\u{2026}", "wait..."),
        ("soft\u{AD}hyphen\u{200B}", "softhyphen"),
        ("«x» ‹y›", "\"x\" <y>"), ("a\tb\u{2028}c", "a b\nc"), ("• a", "- a"),
    ])
    func `what looks alike is written so that the default alphabet takes it`(text: String, expected: String) {
        #expect(SMSText(text).text == expected)
        #expect(SMSText(text).alphabet == .gsm7)
    }

    @Test func `a text that needs the other alphabet stays as it was written`() {
        let sms = SMSText("It\u{2019}s Łódź\u{2026} naïve Łódź")
        #expect(sms.text == "It\u{2019}s Łódź\u{2026} naïve Łódź")
        #expect(sms.outsideDefault == ["Ł", "ó", "ź", "ï"])
    }

    @Test func `an escape pair and a surrogate pair stay together`() {
        let euros = SMSText(String(repeating: "a", count: 152) + "€" + String(repeating: "b", count: 10))
        #expect(euros.segments.map(\.count) == [152, 11])
        let faces = SMSText(String(repeating: "ł", count: 66) + "😀" + String(repeating: "ł", count: 10))
        #expect(faces.segments.map { $0.utf16.count } == [66, 12])
    }

    @Test(arguments: [UInt64](1...200))
    func `segments fit, and together are the text`(seed: UInt64) {
        var random = NastyText(seed: seed)
        let sms = SMSText((0..<6).map { _ in random.value() }.joined(separator: " "))
        #expect(sms.segments.joined().unicodeScalars.elementsEqual(sms.text.unicodeScalars), "seed \(seed)")
        let limit = sms.segments.count > 1 ? sms.alphabet.joined : sms.alphabet.single
        for segment in sms.segments where sms.alphabet == .ucs2 {
            #expect(segment.utf16.count <= limit && !segment.isEmpty, "seed \(seed)")
        }
        #expect(sms.units <= limit * max(1, sms.segments.count), "seed \(seed)")
    }
}
