import Community
import PluginKit

/// The block `instrument` of a questionnaire file.
struct InstrumentSetting: SettingsGroup {
    @Setting("The terms under which its words may be shown.")
    var licence: String
    @Setting("Who made it, as they ask to be named.")
    var attribution: String
    @Setting("What whoever switches it on should know.")
    var notes: String? = nil
    @Setting("The ways of scoring it; each is kept with its name.")
    var scores: [ScoreSetting]
    init() {}

    func validate() throws(BrokenRule) {
        guard !scores.isEmpty else { throw BrokenRule("scores", "expected at least one score") }
        guard Set(scores.map(\.variant)).count == scores.count else {
            throw BrokenRule("scores", "expected a name of its own for each score")
        }
    }

    var instrument: Instrument {
        Instrument(licence: licence, attribution: attribution, notes: notes, scores: scores.map(\.rule))
    }

    struct ScoreSetting: SettingsGroup {
        @Setting("The score's name, which tells the ways of scoring apart.")
        var variant: String
        @Setting("The questions that count.")
        var questions: [String]
        @Setting("Added to each answer's value before they are summed.")
        var shift: Int = 0
        @Setting("What the sum is multiplied by.")
        var multiplier: Int = 1
        @Setting(
            "With at most so many answers missing, the sum of the others is prorated; with more there is no score.")
        var mostMissing: Int = 0
        @Setting("The ranges of the score that have names, from the least to the most, without a gap.")
        var bands: [BandSetting] = []
        @Setting("Cut-offs beside the bands.")
        var marks: [BandSetting] = []
        init() {}

        func validate() throws(BrokenRule) {
            guard !questions.isEmpty, Set(questions).count == questions.count else {
                throw BrokenRule("questions", "expected at least one question, and each once")
            }
            guard multiplier >= 1 else { throw BrokenRule("multiplier", "expected at least 1, found '\(multiplier)'") }
            guard mostMissing >= 0 else {
                throw BrokenRule("most_missing", "expected 0 or more, found '\(mostMissing)'")
            }
        }

        var rule: ScoreRule {
            ScoreRule(
                variant: variant, questions: questions, shift: shift, multiplier: multiplier, mostMissing: mostMissing,
                bands: bands.map(\.band), marks: marks.map(\.band))
        }
    }

    struct BandSetting: SettingsGroup {
        @Setting("The band's name.")
        var id: String
        @Setting("Its first number.")
        var from: Int
        @Setting("Its last number.")
        var to: Int
        @Setting("Where such a number lies on its scale, by language; never what anybody has or is.")
        var text: LocalizedSetting
        init() {}

        var band: ScoreBand { ScoreBand(id: id, from: from, to: to, text: text.text) }
    }
}

/// One of `safety` in a questionnaire file.
struct SafetySetting: SettingsGroup {
    @Setting("The question.")
    var question: String
    @Setting("From this value on, a person looks in; yes counts as 1.")
    var atLeast: Int = 1
    init() {}
}
