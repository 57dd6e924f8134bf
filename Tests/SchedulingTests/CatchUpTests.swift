import Scheduling
import Testing

@Suite struct CatchUpTests {
    private func schedule(_ cron: String, _ catchUp: CatchUp, zone: ZoneRules = .utc) throws -> Schedule {
        Schedule(try Sample.cron(cron), in: zone, catchUp: catchUp, overlap: .allow)
    }

    private func plan(
        _ schedule: Schedule, _ watermark: String, _ now: String, pauses: [Pause] = []
    ) throws -> TickPlan {
        planTick(
            schedule, watermark: try Sample.instant(watermark), now: try Sample.instant(now), pauses: pauses)
    }

    /// `09:00` for a fire, `10:00 reason` for what was skipped.
    private func told(_ plan: TickPlan) -> [String] {
        plan.fires.map { "\($0.nominal.time)" }
            + plan.skipped.map {
                "\(ZoneRules.utc.civil(at: $0.first).time) \($0.reason)" + ($0.count > 1 ? " x\($0.count)" : "")
            }
    }

    @Test(arguments: [
        (CatchUp.none, ["09 notMadeUpFor", "10 notMadeUpFor", "11 notMadeUpFor", "12 notMadeUpFor"]),
        (.latest(within: .hours(3)), ["12", "09 tooLate", "10 superseded", "11 superseded"]),
        (.latest(within: .minutes(30)), ["09 tooLate", "10 tooLate", "11 tooLate", "12 tooLate"]),
        (.earliest(within: .hours(3)), ["10", "09 tooLate", "11 supersededByEarlier", "12 supersededByEarlier"]),
        (.all(max: 100, within: .hours(3)), ["10", "11", "12", "09 tooLate"]),
        (.all(max: 2, within: .hours(3)), ["11", "12", "09 tooLate", "10 beyondMaximum"]),
        (
            .all(max: 0, within: .hours(30)),
            ["09 beyondMaximum", "10 beyondMaximum", "11 beyondMaximum", "12 beyondMaximum"]
        ),
    ])
    func `four hours were missed`(policy: CatchUp, expected: [String]) throws {
        let plan = try plan(try schedule("0 * * * *", policy), "2026-11-20T08:59:00Z", "2026-11-20T12:40:00Z")
        #expect(
            told(plan)
                == expected.map { text in
                    let parts = text.split(separator: " ")
                    return "\(parts[0]):00" + (parts.count > 1 ? " \(parts[1])" : "")
                })
        #expect(plan.watermark.iso8601 == "2026-11-20T12:40:00Z")
        #expect(plan.next?.iso8601 == "2026-11-20T13:00:00Z")
    }

    @Test(arguments: [
        (CatchUp.none, ["13:00", "12:00 notMadeUpFor"]), (.latest(within: .hours(2)), ["13:00", "12:00 superseded"]),
        (.earliest(within: .hours(2)), ["12:00", "13:00"]), (.all(max: 1, within: .hours(2)), ["12:00", "13:00"]),
    ])
    func `a time that is just due always runs`(policy: CatchUp, expected: [String]) throws {
        let plan = try plan(try schedule("0 * * * *", policy), "2026-11-20T11:30:00Z", "2026-11-20T13:00:40Z")
        #expect(told(plan) == expected)
    }

    @Test func `a window ends where it says, to the millisecond`() throws {
        let hourly = try schedule("0 * * * *", .latest(within: .minutes(30)))
        #expect(try told(plan(hourly, "2026-11-20T11:30:00Z", "2026-11-20T12:30:00Z")) == ["12:00"])
        #expect(try told(plan(hourly, "2026-11-20T11:30:00Z", "2026-11-20T12:30:00.001Z")) == ["12:00 tooLate"])
        let none = try schedule("0 * * * *", .none)
        #expect(try told(plan(none, "2026-11-20T11:30:00Z", "2026-11-20T12:01:00Z")) == ["12:00"])
        #expect(try told(plan(none, "2026-11-20T11:30:00Z", "2026-11-20T12:01:00.001Z")) == ["12:00 notMadeUpFor"])
    }

    @Test func `days that concern different people all run when all are asked for`() throws {
        let daily = try schedule("0 9 * * *", .all(max: .max, within: .days(4)))
        let plan = try plan(daily, "2026-11-16T12:00:00Z", "2026-11-20T12:00:00Z")
        #expect(plan.fires.map(\.nominal.date.iso8601) == ["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"])
        #expect(plan.skipped.isEmpty)
    }

    @Test func `a year of minutes in one window keeps the last of them`() throws {
        let minutes = try schedule("* * * * *", .all(max: 3, within: .days(365)))
        let plan = try plan(minutes, "2025-11-20T12:00:30Z", "2026-11-20T12:00:30Z")
        #expect(plan.fires.map(\.nominal.time.description) == ["11:57", "11:58", "11:59", "12:00"])
        #expect(plan.skipped.map(\.count) == [365 * 1_440 - 4])
        #expect(plan.skipped.map(\.reason) == [.beyondMaximum])
        #expect(plan.skipped.map(\.last.iso8601) == ["2026-11-20T11:56:00Z"])
    }

    @Test func `over a thousand are told by their ends and number, fewer one by one`() throws {
        let minutes = try schedule("* * * * *", .none)
        let thousand = try plan(minutes, "2026-11-20T00:00:00Z", "2026-11-20T16:41:30Z")
        #expect(thousand.skipped.count == 1_000)
        let more = try plan(minutes, "2026-11-20T00:00:00Z", "2026-11-20T16:42:30Z")
        #expect(more.skipped.map(\.count) == [1_001])
        #expect(more.skipped.map(\.first.iso8601) == ["2026-11-20T00:01:00Z"])
        #expect(more.skipped.map(\.last.iso8601) == ["2026-11-20T16:41:00Z"])
    }

    @Test func `a paused stretch is skipped and does not come back`() throws {
        let hourly = try schedule("0 * * * *", .all(max: 100, within: .days(2)))
        let pause = Pause(
            from: try Sample.instant("2026-11-20T10:00:00Z"), until: try Sample.instant("2026-11-20T12:00:00Z"))
        let resumed = try plan(hourly, "2026-11-20T08:30:00Z", "2026-11-20T12:30:00Z", pauses: [pause])
        #expect(told(resumed) == ["09:00", "12:00", "10:00 paused", "11:00 paused"])
        // Ticking while it is paused decides the same for good, and what comes next comes after the pause.
        let held = try plan(hourly, "2026-11-20T08:30:00Z", "2026-11-20T11:30:00Z", pauses: [Pause(from: pause.from)])
        #expect(told(held) == ["09:00", "10:00 paused", "11:00 paused"])
        #expect(held.next == nil)
        let known = try plan(hourly, "2026-11-20T08:30:00Z", "2026-11-20T10:30:00Z", pauses: [pause])
        #expect(known.next?.iso8601 == "2026-11-20T12:00:00Z")
        let after = planTick(
            hourly, watermark: held.watermark, now: try Sample.instant("2026-11-20T12:30:00Z"), pauses: [pause])
        #expect(told(after) == ["12:00"])
    }

    @Test func `what a pause skipped supersedes nothing`() throws {
        let hourly = try schedule("0 * * * *", .latest(within: .hours(5)))
        let pause = Pause(from: try Sample.instant("2026-11-20T11:00:00Z"))
        let plan = try plan(hourly, "2026-11-20T08:30:00Z", "2026-11-20T12:00:10Z", pauses: [pause])
        #expect(told(plan) == ["10:00", "09:00 superseded", "11:00 paused", "12:00 paused"])
    }

    @Test func `pauses that overlap or lie outside count once`() throws {
        let hourly = try schedule("0 * * * *", .all(max: 100, within: .days(2)))
        let pauses = try [("10:30", "11:30"), ("09:30", "11:00"), ("05:00", "06:00"), ("20:00", "21:00")].map {
            Pause(
                from: try Sample.instant("2026-11-20T\($0):00Z"), until: try Sample.instant("2026-11-20T\($1):00Z"))
        }
        let plan = try plan(hourly, "2026-11-20T08:30:00Z", "2026-11-20T12:30:00Z", pauses: pauses)
        #expect(told(plan) == ["09:00", "12:00", "10:00 paused", "11:00 paused"])
    }

    @Test func `a job that was disabled fires nothing of that time when it is enabled again`() throws {
        var hourly = try schedule("0 * * * *", .all(max: 100, within: .days(2)))
        hourly.isEnabled = false
        let disabled = try plan(hourly, "2026-11-20T08:30:00Z", "2026-11-20T10:30:00Z")
        #expect(told(disabled) == ["09:00 disabled", "10:00 disabled"])
        #expect(disabled.next == nil)
        // Enabling is a change of the definition.
        let before = hourly.definition
        hourly.isEnabled = true
        #expect(hourly.definition != before)
        let enabled = planChange(
            to: hourly, watermark: disabled.watermark, now: try Sample.instant("2026-11-20T12:30:00Z"))
        #expect(enabled.fires.isEmpty && enabled.skipped.isEmpty)
        #expect(enabled.next?.iso8601 == "2026-11-20T13:00:00Z")
        #expect(
            told(planTick(hourly, watermark: enabled.watermark, now: try Sample.instant("2026-11-20T13:00:10Z")))
                == ["13:00"])
    }

    @Test func `a changed definition fires nothing of the past and never moves back`() throws {
        let hourly = try schedule("0 * * * *", .all(max: 100, within: .days(2)))
        let now = try Sample.instant("2026-11-20T12:30:00Z")
        #expect(planChange(to: hourly, watermark: nil, now: now).watermark == now)
        #expect(planChange(to: hourly, watermark: now - .hours(9), now: now).watermark == now)
        #expect(planChange(to: hourly, watermark: now + .hours(9), now: now).watermark == now + .hours(9))
    }

    @Test func `a clock that was set back repeats nothing, one that was set forward catches up`() throws {
        let hourly = try schedule("0 * * * *", .latest(within: .hours(1)))
        let first = try plan(hourly, "2026-11-20T08:30:00Z", "2026-11-20T10:00:05Z")
        #expect(told(first) == ["10:00", "09:00 tooLate"])
        let back = planTick(hourly, watermark: first.watermark, now: try Sample.instant("2026-11-20T09:59:00Z"))
        #expect(told(back) == [] && back.watermark == first.watermark)
        #expect(back.next?.iso8601 == "2026-11-20T11:00:00Z")
        let again = planTick(hourly, watermark: back.watermark, now: try Sample.instant("2026-11-20T10:00:05Z"))
        #expect(told(again) == [])
        let forward = planTick(hourly, watermark: again.watermark, now: try Sample.instant("2026-11-20T12:59:00Z"))
        #expect(told(forward) == ["12:00", "11:00 tooLate"])
    }

    @Test func `a backfill has the times of its range and no others`() throws {
        let hourly = try schedule("0 * * * *", .none)
        let start = try Sample.instant("2026-11-20T09:00:00Z")
        let plan = planBackfill(hourly, over: start..<(start + .hours(3)))
        #expect(plan.fires.map(\.nominal.time.description) == ["09:00", "10:00", "11:00"])
        #expect(plan.count == 3)
        let some = planBackfill(hourly, over: start..<(start + .days(365)), limit: 2)
        #expect(some.fires.map(\.nominal.time.description) == ["09:00", "10:00"])
        #expect(some.count == 365 * 24)
        #expect(planBackfill(hourly, over: start..<start).count == 0)
    }

    /// Every time is decided once: in pieces or at once, with any policy; with one that runs all, the same ones run.
    @Test(arguments: 1...24)
    func `ticking in pieces decides the same times as ticking at once`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let cron = ["*/20 * * * *", "0 */3 * * *", "15 1-3 * * *", "30 2 * * *"][Int(seed) % 4]
        let zone = try Sample.zone(["UTC", "America/New_York", "Europe/Lisbon"][Int(seed) % 3])
        let policies: [CatchUp] = [
            .none, .latest(within: .hours(2)), .earliest(within: .hours(2)), .all(max: 3, within: .hours(5)),
        ]
        let start = try Sample.instant(seed % 2 == 0 ? "2026-03-07T00:00:00Z" : "2026-10-24T00:00:00Z")
        let end = start + .days(4)
        let expected = Sample.fires(try Sample.cron(cron), in: zone, after: start, through: end)
        let pause = Pause(from: start + .hours(30), until: start + .hours(Int64.random(in: 31...80, using: &random)))
        for policy in policies + [.all(max: .max, within: .days(30))] {
            let schedule = try schedule(cron, policy, zone: zone)
            var position = start
            var decided: [Instant] = []
            var ran: [Instant] = []
            while position < end {
                let now = min(end, position + .seconds(Int64.random(in: -600...30_000, using: &random)))
                let plan = planTick(schedule, watermark: position, now: now, pauses: [pause])
                #expect(plan.watermark == max(position, now), "seed \(seed)")
                for skipped in plan.skipped {
                    #expect(skipped.count == 1, "seed \(seed)")
                    #expect(
                        (skipped.reason == .paused)
                            == (pause.from <= skipped.first && skipped.first < pause.until ?? end))
                    decided.append(skipped.first)
                }
                decided += plan.fires.map(\.instant)
                ran += plan.fires.map(\.instant)
                position = plan.watermark
            }
            #expect(decided.sorted() == expected, "seed \(seed), \(policy)")
            guard case .all(.max, _) = policy else { continue }
            let once = planTick(schedule, watermark: start, now: end, pauses: [pause])
            #expect(ran == once.fires.map(\.instant), "seed \(seed)")
        }
    }
}
