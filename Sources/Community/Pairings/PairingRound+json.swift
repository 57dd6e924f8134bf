import Foundation

extension PairingRound {
    /// One line of JSON with sorted keys.
    public var json: String { Self.encoded(self) }

    /// nil for a text that is no round.
    public init?(json: String) {
        guard let round = try? JSONDecoder().decode(PairingRound.self, from: Data(json.utf8)) else { return nil }
        self = round
    }

    /// Texts and numbers can always be encoded, so the empty text does not occur.
    fileprivate static func encoded(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

extension PairingExplanation {
    /// One line of JSON with sorted keys.
    public var json: String { PairingRound.encoded(self) }

    /// nil for a text that is no explanation, such as the empty one.
    public init?(json: String) {
        guard !json.isEmpty,
            let explanation = try? JSONDecoder().decode(PairingExplanation.self, from: Data(json.utf8))
        else { return nil }
        self = explanation
    }
}
