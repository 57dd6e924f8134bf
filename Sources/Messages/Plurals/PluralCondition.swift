/// One rule of CLDR, such as `v = 0 and i % 10 = 2..4 and i % 100 != 12..14` (UTS #35 part 3, "Plural rules syntax").
struct PluralCondition {
    private let alternatives: [[Relation]]

    private struct Relation {
        let operand: Character
        let modulus: Int?
        let isNegated: Bool
        let ranges: [ClosedRange<Int>]

        init?(_ text: String) {
            let words = text.split(separator: " ").map(String.init)
            guard let operand = words.first, operand.count == 1, let letter = operand.first,
                words.count == 3 || words.count == 5, let sign = words.dropLast().last, sign == "=" || sign == "!="
            else { return nil }
            var modulus: Int?
            if words.count == 5 {
                guard words[1] == "%", let number = Int(words[2]), number > 0 else { return nil }
                modulus = number
            }
            var ranges: [ClosedRange<Int>] = []
            for part in words[words.count - 1].split(separator: ",") {
                let ends = part.split(separator: ".").compactMap { Int($0) }
                guard let first = ends.first, let last = ends.last, first <= last else { return nil }
                ranges.append(first...last)
            }
            guard !ranges.isEmpty else { return nil }
            self.operand = letter
            self.modulus = modulus
            isNegated = sign == "!="
            self.ranges = ranges
        }

        func holds(_ operands: PluralOperands) -> Bool {
            // A fraction equals no whole number.
            guard let value = operands.value(of: operand) else { return isNegated }
            let rest = modulus.map { value % $0 } ?? value
            return ranges.contains { $0.contains(rest) } != isNegated
        }
    }

    /// - Returns: nil for a text that is no rule.
    init?(_ text: String) {
        var alternatives: [[Relation]] = []
        for alternative in text.split(separator: " or ") {
            var relations: [Relation] = []
            for relation in alternative.split(separator: " and ") {
                guard let read = Relation(String(relation)) else { return nil }
                relations.append(read)
            }
            alternatives.append(relations)
        }
        guard !alternatives.isEmpty else { return nil }
        self.alternatives = alternatives
    }

    func holds(_ operands: PluralOperands) -> Bool {
        alternatives.contains { $0.allSatisfy { $0.holds(operands) } }
    }
}
