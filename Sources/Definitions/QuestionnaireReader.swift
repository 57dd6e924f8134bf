import Community
import PluginKit

/// Reads a questionnaire file.
enum QuestionnaireReader {
    struct File: SettingsGroup {
        @Setting("The questionnaire's name; the file's name when left out.")
        var id: QuestionnaireID? = nil
        @Setting("What stands above the questions, by language.")
        var title: LocalizedSetting
        @Setting("The questions in their order; every one may be skipped.")
        var questions: [QuestionSetting]
        init() {}

        func validate() throws(BrokenRule) {
            guard !questions.isEmpty else { throw BrokenRule("questions", "expected at least one question") }
            var seen: Set<String> = []
            for question in questions where !seen.insert(question.id).inserted {
                throw BrokenRule("questions", "two questions have the id '\(question.id)'")
            }
        }
    }

    struct QuestionSetting: SettingsGroup {
        @Setting("The question's name; answers are kept under it.")
        var id: String
        @Setting("The question's words, by language.")
        var text: LocalizedSetting
        @Setting("What an answer may be.")
        var kind: Kind
        @Setting("The lowest number of a scale.")
        var low: Int = 0
        @Setting("The highest number of a scale.")
        var high: Int = 10
        @Setting("The answers of a choice.")
        var choices: [ChoiceSetting] = []
        @Setting("Who may read the answer.")
        var visibility: VisibilitySetting = .careTeam
        init() {}

        enum Kind: String, CaseIterable, SettingValue {
            case scale, choice, text
            case yesNo = "yes_no"
            case wantsContact = "wants_contact"
        }

        enum VisibilitySetting: String, CaseIterable, SettingValue {
            case me, mentor, group
            case careTeam = "care_team"
        }

        func validate() throws(BrokenRule) {
            guard kind != .scale || low < high else {
                throw BrokenRule("high", "expected more than 'low' (\(low)), found '\(high)'")
            }
            guard kind != .choice || choices.count >= 2 else {
                throw BrokenRule("choices", "expected at least two answers")
            }
        }
    }

    struct ChoiceSetting: SettingsGroup {
        @Setting("The answer's name.")
        var id: String
        @Setting("The answer's words, by language.")
        var text: LocalizedSetting
        init() {}
    }

    static func read(_ node: SettingNode, fileName: String, source: String) throws(Diagnostics) -> Questionnaire {
        let file = try File(settingNode: node)
        return Questionnaire(
            id: file.id ?? QuestionnaireID(fileName), version: Digest.hex(of: source), title: file.title.text,
            questions: file.questions.map { question in
                let kind: Question.Kind =
                    switch question.kind {
                    case .scale: .scale(low: question.low, high: question.high)
                    case .choice:
                        .choice(question.choices.map { Question.Choice(id: $0.id, text: $0.text.text) })
                    case .text: .text
                    case .yesNo: .yesNo
                    case .wantsContact: .wantsContact
                    }
                return Question(
                    id: question.id, text: question.text.text, kind: kind,
                    visibility: Visibility(rawValue: question.visibility.rawValue) ?? .careTeam)
            })
    }
}
