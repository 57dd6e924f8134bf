import Foundation

/// A JSON document whose keys keep their order: what channels write and read.
indirect enum JSONTree: Hashable, Sendable {
    case object([Member])
    case array([JSONTree])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    /// One key with its value.
    struct Member: Hashable, Sendable {
        let key: String
        let value: JSONTree
    }

    /// Reads a whole document; nil for anything else.
    init?(_ bytes: [UInt8]) {
        guard let tree = try? JSONDecoder().decode(JSONTree.self, from: Data(bytes)) else { return nil }
        self = tree
    }

    /// The value of a key; nil when this is no object or has no such key.
    subscript(key: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The document without blanks.
    var json: String {
        switch self {
        case .object(let members):
            "{" + members.map { "\(JSONString.quoted($0.key)):\($0.value.json)" }.joined(separator: ",") + "}"
        case .array(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
        case .string(let text): JSONString.quoted(text)
        case .number(let number): Int64(exactly: number).map { String($0) } ?? String(number)
        case .bool(let value): String(value)
        case .null: "null"
        }
    }

    var bytes: [UInt8] { Array(json.utf8) }

    /// An object without the keys whose value is nil.
    static func of(_ members: [(String, JSONTree?)]) -> JSONTree {
        .object(members.compactMap { member in member.1.map { Member(key: member.0, value: $0) } })
    }
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral
{
    init(stringLiteral text: String) { self = .string(text) }
    init(integerLiteral number: Int) { self = .number(Double(number)) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral items: JSONTree...) { self = .array(items) }
}

extension JSONTree: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral members: (String, JSONTree)...) {
        self = .object(members.map { Member(key: $0.0, value: $0.1) })
    }
}

extension JSONTree: Decodable {
    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: MemberName.self) {
            self = .object(
                try container.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
                    Member(key: $0.stringValue, value: try container.decode(JSONTree.self, forKey: $0))
                })
        } else if var container = try? decoder.unkeyedContainer() {
            var items: [JSONTree] = []
            while !container.isAtEnd { items.append(try container.decode(JSONTree.self)) }
            self = .array(items)
        } else {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .string(text)
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .null
            }
        }
    }
}

private struct MemberName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
