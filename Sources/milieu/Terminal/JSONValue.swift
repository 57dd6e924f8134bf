import Delivery

/// A JSON document whose keys keep their order.
indirect enum JSONValue {
    case object([(String, JSONValue)])
    case array([JSONValue])
    case string(String)
    case number(Int)
    case decimal(Double)
    case bool(Bool)
    case null

    static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// Indented by two blanks a level.
    func text(indentation: Int = 0) -> String {
        let inner = String(repeating: " ", count: indentation + 2)
        let outer = String(repeating: " ", count: indentation)
        switch self {
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { "\(inner)\(JSONString.quoted($0.0)): \($0.1.text(indentation: indentation + 2))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        case .array(let items):
            if items.isEmpty { return "[]" }
            let lines = items.map { inner + $0.text(indentation: indentation + 2) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(outer)]"
        case .string(let text): return JSONString.quoted(text)
        case .number(let number): return String(number)
        case .decimal(let number): return String(number)
        case .bool(let value): return String(value)
        case .null: return "null"
        }
    }
}
