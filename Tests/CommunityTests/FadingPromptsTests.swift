import Community
import Scheduling
import Testing

/// When fewer prompts are offered, and which are fewer.
@Suite struct FadingPromptsTests {
    private let now = Instant(milliseconds: 1_800_000_000_000)

    @Test(arguments: [
        (4, [1, 8, 15, 22], true), (4, [0, 7, 14, 21], true), (4, [6, 13, 20, 27], true), (4, [1, 8, 15], false),
        (4, [1, 2, 3, 4, 5], false), (4, [1, 8, 22, 29], false), (4, [], false), (2, [1, 8], true),
        (3, [1, 8, 15], true), (5, [1, 8, 15, 22], false), (0, [1, 8, 15, 22], false),
    ])
    func `S2-18: each of the last weeks has something of their own accord`(weeks: Int, daysAgo: [Int64], isDue: Bool) {
        #expect(
            FadingPrompts(weeks: weeks).isDue(ownAccord: daysAgo.map { now - .days($0) }, at: now) == isDue)
    }

    @Test func `S2-18: rarer is rarer: no wish is rarer than itself, and of two others exactly one is`() {
        let all: [AskFrequency?] = [nil] + AskFrequency.allCases
        for (place, one) in AskFrequency.allCases.enumerated() {
            #expect(!one.isRarer(than: one))
            #expect(one.isRarer(than: nil) == (place > 0))
            for (other, frequency) in AskFrequency.allCases.enumerated() {
                #expect(one.isRarer(than: frequency) == (place > other))
            }
        }
        // What is offered to somebody with a wish is never what they have, nor more.
        let choices = (["as_it_is"] + AskFrequency.allCases.map(\.rawValue)).map {
            Question.Choice(id: $0, text: LocalizedText(texts: ["en": $0]))
        }
        let asked = Questionnaire(
            id: QuestionnaireID("q"), version: "1", title: LocalizedText(texts: ["en": "q"]),
            questions: [
                Question(
                    id: "fewer", text: LocalizedText(texts: ["en": "q"]), kind: .choice(choices), visibility: .me)
            ])
        for current in all {
            guard case .choice(let kept) = asked.offeringRarer(than: current).questions.first?.kind else {
                Issue.record("the question is gone")
                continue
            }
            #expect(kept.first?.id == "as_it_is")
            #expect(kept.dropFirst().allSatisfy { AskFrequency(rawValue: $0.id)?.isRarer(than: current) == true })
            #expect((current == .onRequest) == (kept.count == 1))
        }
    }
}
