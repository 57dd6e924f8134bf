public import Scheduling

/// When somebody who comes by themselves is offered fewer prompts.
///
/// A week is of their own accord when they did something in it that nobody had asked for just then: set down what they mean
/// to do, a goal of theirs or a step towards one outside of a review, or answered a check-in that no message had brought
/// yet. What they answer because they were asked says nothing about it. An offer changes nothing, and is not made again
/// for a while, whatever is said to it.
public struct FadingPrompts: Hashable, Sendable {
    /// How many weeks in a row are needed.
    public let weeks: Int

    public init(weeks: Int) { self.weeks = weeks }

    /// How far back it looks.
    public var reach: Duration { .days(Int64(weeks) * 7) }

    /// Whether each of the last `weeks` times seven days up to `now` has one of the moments.
    public func isDue(ownAccord moments: [Instant], at now: Instant) -> Bool {
        guard weeks > 0 else { return false }
        return (0..<weeks).allSatisfy { week in
            let end = now - .days(Int64(week) * 7)
            return moments.contains { $0 > end - .days(7) && $0 <= end }
        }
    }
}

extension AskFrequency {
    /// Whether whoever wishes for this is asked less often than with `other`; nil stands for as the program does, which is
    /// once a day at the most.
    public func isRarer(than other: AskFrequency?) -> Bool {
        (days ?? .max) > (other.map { $0.days ?? .max } ?? 1)
    }
}

extension Questionnaire {
    /// The same without the choices of a frequency that is no rarer than `current`; every other choice stays.
    public func offeringRarer(than current: AskFrequency?) -> Questionnaire {
        let questions = questions.map { question -> Question in
            guard case .choice(let choices) = question.kind else { return question }
            let kept = choices.filter { AskFrequency(rawValue: $0.id)?.isRarer(than: current) ?? true }
            return Question(id: question.id, text: question.text, kind: .choice(kept), visibility: question.visibility)
        }
        return Questionnaire(
            id: id, version: version, title: title, questions: questions, instrument: instrument,
            safetyItems: safetyItems)
    }
}
