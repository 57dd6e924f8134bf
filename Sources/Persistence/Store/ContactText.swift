import Community
import Foundation
import Scheduling

/// Contact points in a text column, as JSON; none are the empty text, which most people have.
enum ContactText {
    private struct Mark: Codable {
        var channel: String
        var address: String
        var reason: String
        var since: Int64
    }

    static func text(_ points: [ContactPoint]) -> String { points.isEmpty ? "" : encode(points) }

    /// What a column with this address in it matches, as JSON writes it and LIKE reads it.
    static func pattern(_ address: String) -> String {
        let written = encode([address]).dropFirst().dropLast()
        return String(written).replacing("\\", with: "_").replacing("%", with: "_")
    }

    static func points(_ text: String) -> [ContactPoint] { text.isEmpty ? [] : decode(text) }

    static func text(_ marks: [Unreachable]) -> String {
        marks.isEmpty
            ? ""
            : encode(
                marks.map {
                    Mark(
                        channel: $0.contact.channel, address: $0.contact.address, reason: $0.reason,
                        since: $0.since.milliseconds)
                })
    }

    static func unreachable(_ text: String) -> [Unreachable] {
        guard !text.isEmpty else { return [] }
        let marks: [Mark] = decode(text)
        return marks.map {
            Unreachable(
                contact: ContactPoint(channel: $0.channel, address: $0.address), reason: $0.reason,
                since: Instant(milliseconds: $0.since))
        }
    }

    /// Plain texts and numbers can always be encoded, so nothing is lost.
    private static func encode(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static func decode<Value: Decodable>(_ text: String) -> [Value] {
        (try? JSONDecoder().decode([Value].self, from: Data(text.utf8))) ?? []
    }
}
