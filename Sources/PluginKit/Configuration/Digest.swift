/// A 128-bit name for a text, to tell versions and derived ids apart; not a defence against anybody.
///
/// Two FNV-1a passes over different bases, each finished by SplitMix64: enough that two versions of one file, or two
/// messages of one run, never share a name in practice, and cheap enough for every row.
public enum Digest {
    /// 32 hexadecimal digits.
    public static func hex(of text: String) -> String {
        var first: UInt64 = 0xcbf2_9ce4_8422_2325
        var second: UInt64 = 0x6c62_272e_07bb_0142
        for byte in text.utf8 {
            first = (first ^ UInt64(byte)) &* 0x100_0000_01b3
            second = (second ^ UInt64(byte ^ 0x5a)) &* 0x1_0000_0000_01b3
        }
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        for seed in [first, second] {
            var generator = SplitMix64(seed: seed)
            var word = generator.next()
            for _ in 0..<16 {
                digits.append(hexDigits[Int(word >> 60)])
                word <<= 4
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// `count` characters (at most 12) of the alphabet without look-alikes, for ids that people type.
    public static func short(of text: String, count: Int = 6) -> String {
        var generator = SplitMix64(seedText: text)
        var word = generator.next()
        var characters: [UInt8] = []
        for _ in 0..<min(count, 12) {
            characters.append(shortDigits[Int(word & 31)])
            word >>= 5
        }
        return String(decoding: characters, as: UTF8.self)
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
    private static let shortDigits = Array("23456789abcdefghjkmnpqrstuvwxyz0".utf8)
}
