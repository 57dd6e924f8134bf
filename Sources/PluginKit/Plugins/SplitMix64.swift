/// A small seeded generator: equal seeds give equal numbers on every machine.
///
/// SplitMix64 by Steele, Lea and Flood, *Fast splittable pseudorandom number generators*, OOPSLA 2014. Not for secrets.
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// Seeds from a text by FNV-1a, so that a seed can name what it is for.
    public init(seedText: String) { self.init(seedTexts: seedText) }

    /// The same as from these texts joined by `|`, which need not be made.
    public init(seedTexts texts: String...) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for (index, text) in texts.enumerated() {
            if index > 0 { add(UInt8(ascii: "|")) }
            for byte in text.utf8 { add(byte) }
        }
        self.init(seed: hash)
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
