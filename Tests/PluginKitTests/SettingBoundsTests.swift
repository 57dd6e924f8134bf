import PluginKit
import Scheduling
import Testing

/// One sentence for all settings that have bounds.
@Suite struct SettingBoundsTests {
    @Test(arguments: [(1, true), (365, true), (0, false), (366, false)])
    func `both bounds belong to what may be written`(value: Int, isTaken: Bool) {
        if isTaken {
            #expect(throws: Never.self) { try value.check("newcomer_days", in: 1...365) }
        } else {
            #expect(throws: BrokenRule("newcomer_days", "expected 1 to 365, found '\(value)'")) {
                try value.check("newcomer_days", in: 1...365)
            }
        }
    }

    @Test func `a duration and its bounds are said as a person writes them`() {
        #expect(throws: BrokenRule("answer_within", "expected 1h to 30d, found '90s'")) {
            try Duration.seconds(90).check("answer_within", in: .hours(1)...(.days(30)))
        }
        #expect(throws: BrokenRule("offset", "expected -366d to 366d, found '-367d'")) {
            try Duration.days(-367).check("offset", in: .days(-366)...(.days(366)))
        }
    }
}
