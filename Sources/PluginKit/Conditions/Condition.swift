/// A question about one person or one run, in a language that can be read aloud:
/// `consents.check_in and not paused`, `goals.active > 0`, `language in ["pt", "es"]`.
///
/// Grammar (no calls, no loops, no arithmetic):
///
///     or      = and ("or" and)*
///     and     = not ("and" not)*
///     not     = "not" not | compare
///     compare = value (("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") value)?
///     value   = name | text | number | duration | date | "true" | "false" | "none" | list | "(" or ")"
///
/// A comparison between things that cannot be compared is false, `!=` between them true; it never stops a run.
public struct Condition: Hashable, Sendable {
    /// As it was written.
    public let source: String
    /// The names that it asks for, in order of appearance, each with its character offset in the source.
    public let names: [Name]
    let root: Expression

    /// A name and where it stands.
    public struct Name: Hashable, Sendable {
        public let text: String
        public let offset: Int
    }

    /// - Throws: `ConditionError` at the first character that does not fit.
    public init(parsing source: String) throws(ConditionError) {
        self.source = source
        var parser = ConditionParser(tokens: try ConditionToken.tokens(of: source), end: source.count)
        root = try parser.parseAll()
        names = parser.names
    }

    /// Whether it holds, where `value` tells what a name stands for.
    public func holds(_ value: (String) -> ConditionValue) -> Bool { root.evaluate(value).isTrue }

    /// The parts that `and` joins at the top, each as it was written: what `why` shows one by one.
    public var conjuncts: [Condition] {
        guard case .and = root else { return [self] }
        return root.conjunctRanges.compactMap { range in
            let text = source.dropFirst(range.lowerBound).prefix(range.count)
            return try? Condition(parsing: String(text))
        }
    }

    /// A parsed condition.
    indirect enum Expression: Hashable, Sendable {
        case value(ConditionValue, Range<Int>)
        case name(String, Range<Int>)
        case not(Expression, Range<Int>)
        case and(Expression, Expression, Range<Int>)
        case or(Expression, Expression, Range<Int>)
        case compare(Expression, Comparison, Expression, Range<Int>)

        var range: Range<Int> {
            switch self {
            case .value(_, let range), .name(_, let range), .not(_, let range), .and(_, _, let range),
                .or(_, _, let range), .compare(_, _, _, let range):
                range
            }
        }

        var conjunctRanges: [Range<Int>] {
            guard case .and(let left, let right, _) = self else { return [range] }
            return left.conjunctRanges + right.conjunctRanges
        }

        func evaluate(_ value: (String) -> ConditionValue) -> ConditionValue {
            switch self {
            case .value(let constant, _): constant
            case .name(let name, _): value(name)
            case .not(let inner, _): .boolean(!inner.evaluate(value).isTrue)
            case .and(let left, let right, _): .boolean(left.evaluate(value).isTrue && right.evaluate(value).isTrue)
            case .or(let left, let right, _): .boolean(left.evaluate(value).isTrue || right.evaluate(value).isTrue)
            case .compare(let left, let comparison, let right, _):
                .boolean(comparison.holds(left.evaluate(value), right.evaluate(value)))
            }
        }
    }

    /// How two values are compared.
    enum Comparison: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case isIn = "in"

        func holds(_ left: ConditionValue, _ right: ConditionValue) -> Bool {
            switch self {
            case .equal: return left.compare(right) == 0
            case .notEqual: return left.compare(right) != 0
            case .less: return left.compare(right).map { $0 < 0 } ?? false
            case .lessOrEqual: return left.compare(right).map { $0 <= 0 } ?? false
            case .greater: return left.compare(right).map { $0 > 0 } ?? false
            case .greaterOrEqual: return left.compare(right).map { $0 >= 0 } ?? false
            case .isIn:
                guard case .text(let text) = left, case .list(let list) = right else { return false }
                return list.contains(text)
            }
        }
    }
}

/// Where and why a condition cannot be read.
public struct ConditionError: Error, Hashable, Sendable {
    /// Characters from the start of the condition.
    public let offset: Int
    public let length: Int
    public let message: String
}

extension Condition: SettingValue {
    public static var settingType: SettingType { .condition }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        guard case .scalar(let text, let isQuoted) = node.content, !text.isEmpty else {
            throw [node.expected("a condition", hint: "write it like: consents.check_in and not paused")]
        }
        do {
            try self.init(parsing: text)
        } catch {
            let place = node.place.advanced(by: error.offset + (isQuoted ? 1 : 0), length: error.length)
            throw [Diagnostic(place, "condition", "\(node.path): \(error.message)")]
        }
    }

    public var yamlText: String { source }
}
