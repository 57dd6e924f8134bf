/// Reads a condition by recursive descent.
struct ConditionParser {
    let tokens: [ConditionToken]
    /// Characters in the source: where a message about its end points.
    let end: Int
    private(set) var names: [Condition.Name] = []
    private var index = 0

    init(tokens: [ConditionToken], end: Int) {
        self.tokens = tokens
        self.end = end
    }

    mutating func parseAll() throws(ConditionError) -> Condition.Expression {
        let expression = try parseOr()
        if let rest = current {
            throw ConditionError(
                offset: rest.range.lowerBound, length: rest.range.count,
                message: "expected 'and', 'or' or the end of the condition here")
        }
        return expression
    }

    private var current: ConditionToken? { index < tokens.count ? tokens[index] : nil }

    private mutating func take(_ kind: ConditionToken.Kind) -> Bool {
        guard current?.kind == kind else { return false }
        index += 1
        return true
    }

    private mutating func parseOr() throws(ConditionError) -> Condition.Expression {
        var left = try parseAnd()
        while take(.word("or")) {
            let right = try parseAnd()
            left = .or(left, right, left.range.lowerBound..<right.range.upperBound)
        }
        return left
    }

    private mutating func parseAnd() throws(ConditionError) -> Condition.Expression {
        var left = try parseNot()
        while take(.word("and")) {
            let right = try parseNot()
            left = .and(left, right, left.range.lowerBound..<right.range.upperBound)
        }
        return left
    }

    private mutating func parseNot() throws(ConditionError) -> Condition.Expression {
        let start = current?.range.lowerBound ?? end
        guard take(.word("not")) else { return try parseComparison() }
        let inner = try parseNot()
        return .not(inner, start..<inner.range.upperBound)
    }

    private mutating func parseComparison() throws(ConditionError) -> Condition.Expression {
        let left = try parseValue()
        let sign: String
        switch current?.kind {
        case .sign(let text), .word(let text): sign = text
        default: return left
        }
        guard let comparison = Condition.Comparison(rawValue: sign) else { return left }
        index += 1
        let right = try parseValue()
        return .compare(left, comparison, right, left.range.lowerBound..<right.range.upperBound)
    }

    private mutating func parseValue() throws(ConditionError) -> Condition.Expression {
        guard let token = current else {
            throw ConditionError(offset: end, length: 1, message: "the condition ends where a value is expected")
        }
        index += 1
        switch token.kind {
        case .constant(let value): return .value(value, token.range)
        case .word(let word) where !["and", "or", "not", "in"].contains(word):
            guard word.first?.isLetter == true || word.first == "_" else { throw unexpected(token) }
            names.append(Condition.Name(text: word, offset: token.range.lowerBound))
            return .name(word, token.range)
        case .sign("("):
            let inner = try parseOr()
            guard let close = current, take(.sign(")")) else {
                throw ConditionError(
                    offset: token.range.lowerBound, length: 1, message: "this '(' is never closed by ')'")
            }
            return inner.widened(to: token.range.lowerBound..<close.range.upperBound)
        case .sign("["): return try parseList(from: token)
        case .word, .sign: throw unexpected(token)
        }
    }

    private mutating func parseList(from open: ConditionToken) throws(ConditionError) -> Condition.Expression {
        var items: [String] = []
        while true {
            guard let token = current else {
                throw ConditionError(
                    offset: open.range.lowerBound, length: 1, message: "this '[' is never closed by ']'")
            }
            index += 1
            switch token.kind {
            case .sign("]"): return .value(.list(items), open.range.lowerBound..<token.range.upperBound)
            case .sign(","): continue
            case .constant(.text(let text)), .word(let text): items.append(text)
            default: throw unexpected(token)
            }
        }
    }

    private func unexpected(_ token: ConditionToken) -> ConditionError {
        ConditionError(
            offset: token.range.lowerBound, length: token.range.count,
            message: "expected a name or a value here, such as 'paused' or 3")
    }
}

extension Condition.Expression {
    /// The same expression, said to stand at `range`: with its parentheses.
    fileprivate func widened(to range: Range<Int>) -> Condition.Expression {
        switch self {
        case .value(let value, _): .value(value, range)
        case .name(let name, _): .name(name, range)
        case .not(let inner, _): .not(inner, range)
        // A conjunction in parentheses is one part of the whole, not several; `or` keeps its range below an `and`.
        case .and(let left, let right, _): .not(.not(.and(left, right, range), range), range)
        case .or(let left, let right, _): .or(left, right, range)
        case .compare(let left, let comparison, let right, _): .compare(left, comparison, right, range)
        }
    }
}
