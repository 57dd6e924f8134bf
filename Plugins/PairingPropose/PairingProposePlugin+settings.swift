import Community
import PluginKit
import Scheduling

extension PairingProposePlugin {
    struct Settings: SettingsGroup {
        @Setting("At most this many pairs in one round; those who wait longest come first.")
        var limit: Int = 10

        @Setting("Only this newcomer; everybody who waits when left out.")
        var only: MemberID? = nil

        @Setting("The mentor whom a counselor chose for the newcomer in 'only'; the best one when left out.")
        var mentor: MemberID? = nil

        @Setting("Who may be proposed as a mentor.")
        var mentors: Mentors = Mentors()

        @Setting("At least this much time a week in which both are free; who has not said when is not held to it.")
        var sharedTime: Duration = .seconds(3_600)

        @Setting("What makes a better pair.")
        var weights: PairingProposeWeights = PairingProposeWeights()

        @Setting("A pair that said no, or that ended, is not proposed again for this long.")
        var coolDown: Duration = .seconds(90 * 86_400)

        @Setting("After this long it no longer counts that two were a pair before.")
        var previousPairDecay: Duration = .seconds(365 * 86_400)

        @Setting("Who has waited this long counts fully as waiting.")
        var longestWait: Duration = .seconds(28 * 86_400)

        struct Mentors: SettingsGroup {
            @Setting("The roles of mentors.")
            var roles: [Role] = [.mentor]

            @Setting("A condition on each mentor, such as: not (\"autumn\" in cohorts).")
            var `where`: Condition? = nil

            @Setting("Trainings that each mentor must have, and that have not run out.")
            var trainings: [String] = []

            @Setting("At least this long since tenure_start, or joined_on; who has neither is not held to it.")
            var tenure: Duration = .zero

            @Setting("At least this much longer here than the newcomer.")
            var ahead: Duration = .zero

            @Setting("Nobody new for this long after one of their pairs ended.")
            var rest: Duration = .zero

            func validate() throws(BrokenRule) {
                for (name, value) in [("tenure", tenure), ("ahead", ahead), ("rest", rest)] where value < .zero {
                    throw BrokenRule(name, "expected 0s or more, found '\(value.yamlText)'")
                }
            }
        }

        func validate() throws(BrokenRule) {
            try limit.check("limit", in: 1...200)
            try sharedTime.check("shared_time", in: .zero...(.days(7)))
            for (name, value) in [
                ("cool_down", coolDown), ("previous_pair_decay", previousPairDecay), ("longest_wait", longestWait),
            ] where value < (name == "cool_down" ? .zero : .seconds(86_400)) {
                throw BrokenRule(
                    name, "expected at least \(name == "cool_down" ? "0s" : "1d"), found '\(value.yamlText)'")
            }
            guard mentor == nil || only != nil else {
                throw BrokenRule("mentor", "a mentor is chosen for one newcomer, expected 'only' with it")
            }
        }
    }
}
