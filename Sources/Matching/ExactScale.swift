/// Floating-point numbers as exact integers: each is an integer times one common power of two.
///
/// A `Double` is an integer of 53 bits times a power of two. Multiplied by the smallest such power, all become integers
/// without rounding, so that equal sums are equal and no order of addition matters. Numbers too far apart for 128 bits,
/// such as 1e-30 beside 1e30, are refused rather than rounded.
enum ExactScale {
    /// The smallest exponent that makes every number an integer; nil when all are zero.
    static func exponent(of values: some Sequence<Double>) -> Int? {
        var exponent: Int?
        for value in values where value != 0 {
            exponent = Swift.min(exponent ?? .max, parts(value).exponent)
        }
        return exponent
    }

    /// The numbers divided by two to the power of `exponent`, in one pass; nil when 62 bits do not hold them all.
    static func integers(_ values: [Double], exponent: Int) -> [Int64]? {
        // Beyond that, the power of two that each is multiplied with is itself out of range.
        guard abs(exponent) < 1000 else { return nil }
        let scale = Double(sign: .plus, exponent: -exponent, significand: 1)
        var largest = 0.0
        for value in values { largest = Swift.max(largest, value.magnitude) }
        // The product of a power of two is exact, and whole by the choice of `exponent`.
        guard largest * scale < 0x1p62 else { return nil }
        return values.map { Int64($0 * scale) }
    }

    /// The number divided by two to the power of `exponent`; nil when its magnitude exceeds `limit`.
    static func integer(_ value: Double, exponent: Int, limit: Int128) -> Int128? {
        guard value != 0 else { return 0 }
        let (odd, power) = parts(value)
        let shift = power - exponent
        // The shifted value must keep clear of the sign bit; `limit` is lower anyway.
        guard shift >= 0, shift < 127 - (64 - odd.leadingZeroBitCount) else { return nil }
        let magnitude = Int128(odd) << Int128(shift)
        guard magnitude <= limit else { return nil }
        return value < 0 ? -magnitude : magnitude
    }

    /// The number's magnitude as an odd integer times a power of two.
    private static func parts(_ value: Double) -> (odd: UInt64, exponent: Int) {
        let isNormal = value.exponentBitPattern > 0
        let bits = value.significandBitPattern | (isNormal ? 1 << 52 : 0)
        let zeros = bits.trailingZeroBitCount
        return (bits >> UInt64(zeros), (isNormal ? Int(value.exponentBitPattern) : 1) - 1075 + zeros)
    }
}
