import Community
import Foundation
import Scheduling

/// Contact points in a text column, and what is known of them; none are the empty text.
enum ContactText {
    /// As JSON: most people have no second contact point.
    static func text(_ points: [ContactPoint]) -> String {
        if points.isEmpty { return "" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Plain texts can always be encoded, so nothing is lost.
        return (try? encoder.encode(points)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// What a column with this address in it matches, as JSON writes it and LIKE reads it.
    static func pattern(_ address: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        let written = (try? encoder.encode([address])).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return String(written.dropFirst().dropLast()).replacing("\\", with: "_").replacing("%", with: "_")
    }

    static func points(_ text: String) -> [ContactPoint] {
        if text.isEmpty { return [] }
        return (try? JSONDecoder().decode([ContactPoint].self, from: Data(text.utf8))) ?? []
    }

    // ASCII's own separators (RFC 20 section 4.2), as most people have such a value, and every page of people reads it.
    private static let betweenFields = UInt8(0x1F)
    private static let betweenEntries = UInt8(0x1E)

    static func text(_ health: [ContactHealth]) -> String {
        func number(_ instant: Instant?) -> String { instant.map { "\($0.milliseconds)" } ?? "" }
        return health.map { entry in
            [
                entry.state.rawValue, number(entry.verifiedAt), "\(entry.since.milliseconds)", number(entry.until),
                entry.contact.channel, entry.contact.address, entry.reason,
            ].map(plain).joined(separator: "\u{1F}")
        }.joined(separator: "\u{1E}")
    }

    static func health(_ text: String) -> [ContactHealth] {
        if text.isEmpty { return [] }
        return text.utf8.split(separator: betweenEntries).compactMap { entry in
            let fields = entry.split(separator: betweenFields, omittingEmptySubsequences: false)
            guard fields.count == 7, let state = ContactState(rawValue: String(Substring(fields[0]))),
                let since = Int64(Substring(fields[2]))
            else { return nil }
            func instant(_ index: Int) -> Instant? {
                fields[index].isEmpty ? nil : Int64(Substring(fields[index])).map { Instant(milliseconds: $0) }
            }
            return ContactHealth(
                contact: ContactPoint(
                    channel: String(Substring(fields[4])), address: String(Substring(fields[5]))),
                state: state, verifiedAt: instant(1), since: Instant(milliseconds: since), until: instant(3),
                reason: String(Substring(fields[6])))
        }
    }

    private static func plain(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == betweenFields || $0 == betweenEntries }) else { return text }
        return String(decoding: text.utf8.filter { $0 != betweenFields && $0 != betweenEntries }, as: UTF8.self)
    }
}
