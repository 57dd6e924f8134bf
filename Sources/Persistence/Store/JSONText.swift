import Community
import Foundation

/// Small maps in a text column, as JSON with sorted keys: equal maps give equal bytes.
enum JSONText {
    static func text(_ map: [String: String]) -> String {
        if map.isEmpty { return "{}" }
        return encode(map) ?? "{}"
    }

    static func text(_ map: [String: [String]]) -> String {
        if map.isEmpty { return "{}" }
        return encode(map) ?? "{}"
    }

    static func texts(_ json: String) -> [String: String] {
        if json == "{}" { return [:] }
        return (try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))) ?? [:]
    }

    static func lists(_ json: String) -> [String: [String]] {
        if json == "{}" { return [:] }
        return (try? JSONDecoder().decode([String: [String]].self, from: Data(json.utf8))) ?? [:]
    }

    static func text(_ questionnaire: Questionnaire) -> String { encode(questionnaire) ?? "{}" }

    static func questionnaire(_ json: String) -> Questionnaire? {
        try? JSONDecoder().decode(Questionnaire.self, from: Data(json.utf8))
    }

    static func text(_ thoughts: GoalThoughts) -> String { encode(thoughts) ?? "{}" }

    static func thoughts(_ json: String) -> GoalThoughts {
        (try? JSONDecoder().decode(GoalThoughts.self, from: Data(json.utf8))) ?? GoalThoughts()
    }

    static func text(_ form: ConsentForm) -> String { encode(form) ?? "{}" }

    static func consentForm(_ json: String) -> ConsentForm? {
        try? JSONDecoder().decode(ConsentForm.self, from: Data(json.utf8))
    }

    static func text(_ changed: ChangedChoices) -> String { encode(changed) ?? "{}" }

    static func changedChoices(_ json: String) -> ChangedChoices {
        (try? JSONDecoder().decode(ChangedChoices.self, from: Data(json.utf8))) ?? ChangedChoices()
    }

    /// Maps of texts, choices, thoughts, forms and questions can always be encoded, so nil does not occur.
    private static func encode(_ value: some Encodable) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
    }
}
