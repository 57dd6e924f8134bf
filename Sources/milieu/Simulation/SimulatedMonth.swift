import Community
import Delivery
import Engine
import Persistence
import PluginKit
import Scheduling

/// What a simulated stretch of time came to.
struct SimulatedMonth: Sendable {
    /// One job on one day, over all its clocks.
    struct Day: Sendable {
        let date: CivilDate
        let job: String
        var runs = 0
        var sent = 0
    }

    var days: [Day] = []
    var runs = 0
    var skipped = 0
    var failed = 0
    var delivery = DeliveryTally()
    var leftOut: [String: Int] = [:]
    var answers: [String: Int] = [:]
    var decisions: [String: Int] = [:]
    var pairs: [String: Int] = [:]
    /// How many messages of each job everybody was sent.
    var perPerson: [MemberID: [String: Int]] = [:]
    var checked = 0
    var broken: [String] = []

    mutating func add(_ date: CivilDate, _ job: String, _ change: (inout Day) -> Void) {
        if let index = days.lastIndex(where: { $0.date == date && $0.job == job }) {
            change(&days[index])
        } else {
            var day = Day(date: date, job: job)
            change(&day)
            days.append(day)
        }
    }
}
