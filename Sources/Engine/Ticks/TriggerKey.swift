/// How the store names one trigger of a job: `schedule[0]`, `date[1]`.
enum TriggerKey {
    static func text(_ prefix: String, _ index: Int) -> String { "\(prefix)[\(index)]" }

    static func index(in text: String, prefix: String) -> Int? {
        guard text.hasPrefix(prefix + "["), text.hasSuffix("]") else { return nil }
        return Int(text.dropFirst(prefix.count + 1).dropLast())
    }
}
