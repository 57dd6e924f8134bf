/// What is wrong with an instrument's scoring: found when its file is read, so that no score is ever made with it.
public struct InstrumentFault: Error, Hashable, Sendable {
    /// The setting that it is about: `scores` or `safety`.
    public let setting: String
    public let message: String
    public let hint: String?
}

extension Questionnaire {
    /// What keeps the scoring and the safety items from being what they say; empty when nothing does.
    public var instrumentFaults: [InstrumentFault] {
        var faults: [InstrumentFault] = []
        func fault(_ setting: String, _ message: String, _ hint: String? = nil) {
            faults.append(InstrumentFault(setting: setting, message: message, hint: hint))
        }
        for rule in instrument?.scores ?? [] {
            let name = "scores: '\(rule.variant)'"
            if rule.mostMissing >= rule.questions.count {
                fault(
                    "scores",
                    "\(name): expected fewer than \(rule.questions.count) missing, found '\(rule.mostMissing)'")
            }
            guard let range = rule.range(of: questions) else {
                fault("scores", "\(name): each of its questions must be here, with a value for every answer")
                continue
            }
            for mark in rule.marks where !range.contains(mark.from) || !range.contains(mark.to) || mark.from > mark.to {
                fault("scores", "\(name): '\(mark.id)' does not lie in \(range.lowerBound) to \(range.upperBound)")
            }
            var next = range.lowerBound
            for band in rule.bands {
                if band.from != next || band.to < band.from {
                    fault("scores", "\(name): expected the band '\(band.id)' to begin at \(next), found '\(band.from)'")
                }
                next = band.to + 1
            }
            if !rule.bands.isEmpty, next != range.upperBound + 1 {
                fault("scores", "\(name): expected the last band to end at \(range.upperBound), found '\(next - 1)'")
            }
        }
        for item in safetyItems {
            guard let question = questions.first(where: { $0.id == item.question }), let values = question.values else {
                fault("safety", "safety: there is no question '\(item.question)' whose answers count")
                continue
            }
            if !values.contains(item.atLeast) {
                fault(
                    "safety",
                    "safety: '\(item.question)' counts \(values.lowerBound) to \(values.upperBound), found '\(item.atLeast)'"
                )
            }
            if question.visibility == .me || question.visibility == .group {
                fault(
                    "safety", "safety: a person looks in upon '\(item.question)', and its page says that nobody does",
                    "give the question 'visibility: care_team'")
            }
        }
        if id.rawValue == "phq-9", questions.count < 9 || safetyItems.isEmpty {
            fault(
                "safety", "safety: without its ninth question this is a PHQ-8, which has other words above it",
                "use Config/questionnaires/phq-8.yaml")
        }
        return faults
    }
}
