import Community
import Testing

/// Scoring as a table, on questions of the test's own; the shipped instruments have theirs in DefinitionsTests.
@Suite struct ScoreRuleTests {
    private static let names = ["a", "b", "c", "d"]

    private static func rule(mostMissing: Int = 0, shift: Int = 0, multiplier: Int = 1) -> ScoreRule {
        ScoreRule(variant: "v", questions: names, shift: shift, multiplier: multiplier, mostMissing: mostMissing)
    }

    @Test(
        arguments: [
            ([3, 2, 1, 0], 0, 0, 1, 6), ([3, 2, 1], 0, 0, 1, nil), ([3, 2, 1], 1, 0, 1, 8), ([3, 2], 1, 0, 1, nil),
            ([3, 2], 2, 0, 1, 10), ([1, 1, 0], 1, 0, 1, 3), ([1, 0, 0], 1, 0, 1, 1), ([], 3, 0, 1, nil),
            ([5, 5, 5, 5], 0, 0, 4, 80), ([1, 1, 1, 1], 0, -1, 1, 0), ([1, 2, 2], 1, -1, 1, 3),
            ([0, 0, 0, 0], 0, 0, 4, 0),
        ] as [([Int], Int, Int, Int, Int?)])
    func `a score is a sum, prorated while few answers are missing, and none when more are`(
        given: [Int], mostMissing: Int, shift: Int, multiplier: Int, expected: Int?
    ) {
        let values = Dictionary(uniqueKeysWithValues: zip(Self.names, given))
        let rule = Self.rule(mostMissing: mostMissing, shift: shift, multiplier: multiplier)
        #expect(rule.score(values)?.value == expected)
        #expect(rule.score(values).map(\.missing) == expected.map { _ in 4 - given.count })
    }

    private static func questionnaire(
        id: String = "q", bands: [(Int, Int)], marks: [(Int, Int)] = [], safety: [SafetyItem] = [],
        visibility: Visibility = .careTeam, mostMissing: Int = 0
    ) -> Questionnaire {
        let words = LocalizedText(texts: ["en": "?"])
        func band(_ range: (Int, Int)) -> ScoreBand {
            ScoreBand(id: "from_\(range.0)", from: range.0, to: range.1, text: words)
        }
        return Questionnaire(
            id: QuestionnaireID(id), version: "1", title: words,
            questions: names.map {
                Question(id: $0, text: words, kind: .scale(low: 0, high: 3), visibility: visibility)
            },
            instrument: Instrument(
                licence: "-", attribution: "-",
                scores: [
                    ScoreRule(
                        variant: "v", questions: names, mostMissing: mostMissing, bands: bands.map(band),
                        marks: marks.map(band))
                ]),
            safetyItems: safety)
    }

    @Test(
        arguments: [
            (questionnaire(bands: [(0, 5), (6, 12)]), nil), (questionnaire(bands: []), nil),
            (questionnaire(bands: [(1, 5), (6, 12)]), "begin at 0"),
            (questionnaire(bands: [(0, 5), (7, 12)]), "begin at 6"),
            (questionnaire(bands: [(0, 5), (5, 12)]), "begin at 6"), (questionnaire(bands: [(0, 11)]), "end at 12"),
            (questionnaire(bands: [(0, 13)]), "end at 12"), (questionnaire(bands: [], marks: [(3, 13)]), "0 to 12"),
            (questionnaire(bands: [], mostMissing: 4), "fewer than 4"),
            (questionnaire(bands: [], safety: [SafetyItem(question: "e", atLeast: 1)]), "no question 'e'"),
            (questionnaire(bands: [], safety: [SafetyItem(question: "a", atLeast: 4)]), "found '4'"),
            (questionnaire(bands: [], safety: [SafetyItem(question: "a", atLeast: 1)]), nil),
            (
                questionnaire(bands: [], safety: [SafetyItem(question: "a", atLeast: 1)], visibility: .me),
                "says that nobody"
            ),
            (questionnaire(id: "phq-9", bands: []), "this is a PHQ-8"),
        ] as [(Questionnaire, String?)])
    func `a scoring that cannot be what it says is refused before it scores anybody`(
        questionnaire: Questionnaire, words: String?
    ) {
        let fault = questionnaire.instrumentFaults.first?.message
        #expect(fault.map { $0.contains(words ?? "\0") } ?? (words == nil), "\(fault ?? "no fault")")
    }

    @Test(arguments: 0...3, [nil, 0, 1, 2, 3] as [Int?])
    func `a safety item is touched by its own answer, whatever the others are`(atLeast: Int, answer: Int?) {
        let questionnaire = Self.questionnaire(bands: [], safety: [SafetyItem(question: "d", atLeast: atLeast)])
        var answers = ["a": "0", "b": "0"]
        if let answer { answers["d"] = "\(answer)" }
        #expect(questionnaire.touchedSafetyItems(by: answers).isEmpty == !(answer.map { $0 >= atLeast } ?? false))
    }
}
