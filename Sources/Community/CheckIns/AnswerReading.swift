extension Question {
    /// The most characters that a free answer may have.
    public static let longestText = 2_000

    /// The answer as it is kept, or nil when `given` is empty: a skipped question is as good an answer as any.
    ///
    /// - Throws: `UnreadableAnswer` when `given` is none of the answers that the question offers.
    public func read(_ given: String) throws(UnreadableAnswer) -> String? {
        let text = given.trimmed
        if text.isEmpty { return nil }
        switch kind {
        case .scale(let low, let high):
            guard let number = Int(text), (low...high).contains(number) else {
                throw UnreadableAnswer(question: id, expected: "a whole number from \(low) to \(high)")
            }
            return String(number)
        case .choice(let choices):
            guard choices.contains(where: { $0.id == text }) else {
                throw UnreadableAnswer(question: id, expected: "one of the answers on the page")
            }
            return text
        case .yesNo, .wantsContact:
            switch text.lowercased() {
            case "yes", "on", "1", "true": return "yes"
            case "no", "0", "false": return "no"
            default: throw UnreadableAnswer(question: id, expected: "yes or no")
            }
        case .text:
            guard text.count <= Self.longestText else {
                throw UnreadableAnswer(question: id, expected: "at most \(Self.longestText) characters")
            }
            return text
        }
    }
}

/// An answer that its question does not offer; nothing of the reply is kept until it is put right.
public struct UnreadableAnswer: Error, Hashable, CustomStringConvertible {
    public let question: String
    public let expected: String

    public init(question: String, expected: String) {
        self.question = question
        self.expected = expected
    }

    public var description: String { "the answer to '\(question)' could not be read: expected \(expected)" }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
