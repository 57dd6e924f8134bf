/// Names one questionnaire, the name of its file under Config/questionnaires.
public struct QuestionnaireID: Identifier {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
}
