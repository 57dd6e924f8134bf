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
        @Setting("The answers of each choice question that has none of its own.")
        var choices: [ChoiceSetting] = []
        @Setting(
            "For an instrument that others made: its terms and its scoring. It is off unless milieu.yaml names it.")
        var instrument: InstrumentSetting? = nil
        @Setting("Questions to which some answers ask for a person at once.")
        var safety: [SafetySetting] = []
        init() {}

        func validate() throws(BrokenRule) {
            guard !questions.isEmpty else { throw BrokenRule("questions", "expected at least one question") }
            var seen: Set<String> = []
            for question in questions {
                guard seen.insert(question.id).inserted else {
                    throw BrokenRule("questions", "two questions have the id '\(question.id)'")
                }
                guard question.kind != .choice || question.choices.count >= 2 || choices.count >= 2 else {
                    throw BrokenRule(
                        "questions", "'\(question.id)': expected at least two answers",
                        hint: "give the question 'choices', or the file for all of its questions")
                }
            }
            guard let fault = questionnaire(fileName: "", version: "").instrumentFaults.first else { return }
            throw BrokenRule(fault.setting == "scores" ? "instrument" : fault.setting, fault.message, hint: fault.hint)
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
        var visibility: VisibilitySetting = .me
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
            guard kind != .choice || choices.count != 1 else {
                throw BrokenRule("choices", "expected at least two answers")
            }
        }
    }

    struct ChoiceSetting: SettingsGroup {
        @Setting("The answer's name.")
        var id: String
        @Setting("The answer's words, by language.")
        var text: LocalizedSetting
        @Setting("What it counts in a score.")
        var value: Int? = nil
        init() {}

        var choice: Question.Choice { Question.Choice(id: id, text: text.text, value: value) }
    }

    /// - Throws: every fault of the file; `fileName` is its name without the ending.
    static func read(_ node: SettingNode, fileName: String, source: String) throws(Diagnostics) -> Questionnaire {
        let file = try File(settingNode: node)
        let questionnaire = file.questionnaire(fileName: fileName, version: Digest.hex(of: source))
        if file.id == nil, let fault = questionnaire.instrumentFaults.first {
            throw [Diagnostic(node.place, "broken-rule", fault.message, hint: fault.hint)]
        }
        return questionnaire
    }
}

extension QuestionnaireReader.File {
    func questionnaire(fileName: String, version: String) -> Questionnaire {
        Questionnaire(
            id: id ?? QuestionnaireID(fileName), version: version, title: title.text,
            questions: questions.map { question in
                let own = question.choices.isEmpty ? choices : question.choices
                let kind: Question.Kind =
                    switch question.kind {
                    case .scale: .scale(low: question.low, high: question.high)
                    case .choice: .choice(own.map(\.choice))
                    case .text: .text
                    case .yesNo: .yesNo
                    case .wantsContact: .wantsContact
                    }
                return Question(
                    id: question.id, text: question.text.text, kind: kind,
                    visibility: Visibility(rawValue: question.visibility.rawValue) ?? .me)
            }, instrument: instrument?.instrument,
            safetyItems: safety.map { SafetyItem(question: $0.question, atLeast: $0.atLeast) })
    }
}
