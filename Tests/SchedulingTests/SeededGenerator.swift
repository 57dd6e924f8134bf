import Glibc

/// Random numbers from a seed that every failure prints; `MILIEU_TEST_SEED` runs the same ones again.
struct SeededGenerator: RandomNumberGenerator {
    static let seed =
        getenv("MILIEU_TEST_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0..<1_000_000_000)

    private var state: UInt64

    /// `stream`: Tells apart the tests that share the seed.
    init(stream: UInt64) { state = Self.seed &+ stream &* 0x9e37_79b9_7f4a_7c15 }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }
}
