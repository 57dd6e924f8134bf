/// What plural rules ask about a number as it is written (UTS #35 part 3, "Operands"): `1.50` is not `1.5`.
struct PluralOperands {
    /// The whole part.
    let i: Int
    /// How many digits stand behind the point.
    let v: Int
    /// The digits behind the point, with and without zeros at their end.
    let f: Int
    let t: Int

    /// - Returns: nil for what is no plain decimal number of at most 15 digits on either side of the point.
    init?(_ text: String) {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, Self.isNumber(whole), let i = Int(whole) else { return nil }
        self.i = i
        guard parts.count == 2 else {
            (v, f, t) = (0, 0, 0)
            return
        }
        guard Self.isNumber(parts[1]), let f = Int(parts[1]) else { return nil }
        var short = parts[1]
        while short.last == "0" { short.removeLast() }
        v = parts[1].count
        self.f = f
        t = Int(short) ?? 0
    }

    private static func isNumber(_ text: Substring) -> Bool {
        (1...15).contains(text.count) && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// The value of an operand by its letter; nil where a fraction cannot be one of whole numbers.
    func value(of letter: Character) -> Int? {
        switch letter {
        case "n": t == 0 ? i : nil
        case "i": i
        case "v": v
        case "w": t == 0 ? 0 : String(t).count
        case "f": f
        case "t": t
        // Exponents of compact forms such as 1c6, in which values are not written.
        case "c", "e": 0
        default: nil
        }
    }
}
