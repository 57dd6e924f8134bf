/// What one check found.
struct Finding: Hashable, Sendable {
    /// What was looked at, such as `disk` or `channel letters`.
    let check: String
    let isWrong: Bool
    /// A sentence; with what to do when it is wrong.
    let words: String

    static func well(_ check: String, _ words: String) -> Finding {
        Finding(check: check, isWrong: false, words: words)
    }

    static func wrong(_ check: String, _ words: String) -> Finding {
        Finding(check: check, isWrong: true, words: words)
    }

    var document: JSONValue {
        .object([("check", .string(check)), ("well", .bool(!isWrong)), ("words", .string(words))])
    }
}
