import Community
import PluginKit
import Scheduling

/// Reads `Config/review-cadences.yaml`: how often goals are looked at, by setting, as dated rows with their source.
enum CadenceReader {
    struct File: SettingsGroup {
        @Setting("The rows, in any order.")
        var cadences: [CadenceSetting]
        init() {}

        func validate() throws(BrokenRule) {
            var seen: Set<String> = []
            for row in cadences where !seen.insert("\(row.setting) \(row.effectiveFrom)").inserted {
                throw BrokenRule(
                    "cadences", "two rows of setting '\(row.setting)' take effect on \(row.effectiveFrom)",
                    hint: "remove one, or give it another day")
            }
        }
    }

    struct CadenceSetting: SettingsGroup {
        @Setting("Where it holds, such as outpatient; milieu.yaml names one under 'setting'.")
        var setting: String
        @Setting("The first day on which the program goes by it.")
        var effectiveFrom: CivilDate
        @Setting("From the start of a goal to the first look at it, in whole days; the same as 'every' when left out.")
        var initial: Duration? = nil
        @Setting("From one review to the next, in whole days; the program style's when left out.")
        var every: Duration? = nil
        @Setting("Who says so.")
        var source: String
        init() {}

        func validate() throws(BrokenRule) {
            for (name, value) in [("initial", initial), ("every", every)] {
                guard let value else { continue }
                let seconds = value.components.seconds
                guard seconds >= 86_400, seconds % 86_400 == 0, seconds <= 3_660 * 86_400 else {
                    throw BrokenRule(name, "expected 1d to 3660d in whole days, found '\(value.yamlText)'")
                }
            }
            guard initial != nil || every != nil else {
                throw BrokenRule("every", "expected at least one of 'initial' and 'every'", hint: "write it like 30d")
            }
        }
    }

    static func read(_ node: SettingNode) throws(Diagnostics) -> ReviewCadences {
        func days(_ duration: Duration?) -> Int? { duration.map { Int($0.components.seconds / 86_400) } }
        return ReviewCadences(
            try File(settingNode: node).cadences.map { row in
                ReviewCadence(
                    setting: row.setting, effectiveFrom: row.effectiveFrom, initialDays: days(row.initial),
                    everyDays: days(row.every), source: row.source)
            })
    }
}
