import Scheduling
import Testing

@Suite struct DueQueueTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }

    private func queue(_ entries: KeyValuePairs<String, Int64>) -> DueQueue<String> {
        var queue = DueQueue<String>()
        for (key, milliseconds) in entries { queue.insert(key, at: at(milliseconds)) }
        return queue
    }

    @Test func `an empty queue has nothing to give`() {
        var queue = DueQueue<Int>()
        #expect(queue.isEmpty && queue.count == 0 && queue.first == nil)
        #expect(queue.removeDue(by: at(.max)).isEmpty)
        #expect(queue.remove(7) == nil && queue.instant(of: 7) == nil)
    }

    @Test func `what is due comes in order, what is not stays`() {
        var queue = queue(["c": 30, "a": 10, "d": 31, "b": 20])
        #expect(queue.first == DueEntry("a", at: at(10)))
        #expect(queue.removeDue(by: at(9)).isEmpty)
        #expect(
            queue.removeDue(by: at(30)) == [
                DueEntry("a", at: at(10)), DueEntry("b", at: at(20)), DueEntry("c", at: at(30)),
            ])
        #expect(queue.count == 1 && queue.first?.key == "d")
        #expect(queue.instant(of: "a") == nil)
    }

    @Test func `of equal instants the one that was put in first comes first`() {
        var queue = DueQueue<Int>(minimumCapacity: 1_000)
        for key in 0..<1_000 { queue.insert(key * 7_919 % 1_000, at: at(5)) }
        // Put in anew, so the last.
        queue.insert(0, at: at(5))
        #expect(queue.removeDue(by: at(5)).map(\.key) == (1..<1_000).map { $0 * 7_919 % 1_000 } + [0])
    }

    @Test func `an instant can be replaced by an earlier or a later one`() {
        var queue = queue(["a": 10, "b": 20, "c": 30])
        #expect(queue.insert("c", at: at(5)) == at(30))
        #expect(queue.first?.key == "c")
        #expect(queue.insert("c", at: at(25)) == at(5))
        #expect(queue.insert("a", at: at(.max)) == at(10))
        #expect(queue.count == 3 && queue.instant(of: "a") == at(.max))
        #expect(queue.removeDue(by: at(.max)).map(\.key) == ["b", "c", "a"])
    }

    @Test func `a key that is taken away does not come`() {
        var queue = queue(["a": 10, "b": 20, "c": 30])
        #expect(queue.remove("b") == at(20))
        #expect(queue.remove("b") == nil)
        #expect(queue.remove("c") == at(30))
        #expect(queue.removeDue(by: at(100)).map(\.key) == ["a"])
        #expect(queue.isEmpty)
    }

    @Test func `a limit leaves the rest for the next look`() {
        var queue = queue(["a": 10, "b": 20, "c": 30])
        #expect(queue.removeDue(by: at(30), limit: 0).isEmpty)
        #expect(queue.removeDue(by: at(30), limit: 2).map(\.key) == ["a", "b"])
        #expect(queue.removeDue(by: at(30), limit: 2).map(\.key) == ["c"])
    }

    @Test func `a copy goes its own way`() {
        let queue = queue(["a": 10, "b": 20])
        var copy = queue
        copy.remove("a")
        copy.insert("b", at: at(1))
        #expect(queue.first == DueEntry("a", at: at(10)) && queue.instant(of: "b") == at(20))
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
    func `random work gives what a sorted array gives`(stream: UInt64) {
        var random = SeededGenerator(stream: 0xd0e0 + stream)
        var queue = DueQueue<Int>()
        var model = SortedDue()
        // Few instants make many equal ones; few keys make many replacements.
        let instants: Int64 = stream % 2 == 0 ? 12 : 100_000
        let keys = stream < 3 ? 40 : 3_000
        for step in 0..<6_000 {
            let comment: Comment = "MILIEU_TEST_SEED=\(SeededGenerator.seed), stream \(stream), step \(step)"
            let key = Int.random(in: 0..<keys, using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<14:
                let instant = at(Int64.random(in: -instants...instants, using: &random))
                #expect(queue.insert(key, at: instant) == model.insert(key, at: instant), comment)
            case 14..<18:
                #expect(queue.remove(key) == model.remove(key), comment)
            default:
                let now = at(Int64.random(in: -instants...instants, using: &random))
                let limit = Int.random(in: 0..<60, using: &random)
                #expect(queue.removeDue(by: now, limit: limit) == model.removeDue(by: now, limit: limit), comment)
            }
            #expect(queue.first == model.entries.first && queue.count == model.entries.count, comment)
            #expect(queue.instant(of: key) == model.entries.first { $0.key == key }?.instant, comment)
        }
        #expect(
            queue.removeDue(by: at(.max)) == model.entries,
            "MILIEU_TEST_SEED=\(SeededGenerator.seed), stream \(stream), at the end")
    }

    @Test func `a queue drives planTick, and no time is lost or told twice`() throws {
        let texts = ["*/15 * * * *", "0 9 * * MON-FRI", "30 1 * * *", "30 8 1 * *"]
        let schedules = try texts.map { Schedule(try Sample.cron($0), in: try Sample.zone("Europe/Lisbon")) }
        let start = try Sample.instant("2026-03-27T00:00:00Z")
        let end = try Sample.instant("2026-04-02T00:00:00Z")
        var queue = DueQueue<Int>()
        for (key, schedule) in schedules.enumerated() {
            if let fire = schedule.next(after: start) { queue.insert(key, at: fire.instant) }
        }
        var fired: [[Instant]] = schedules.map { _ in [] }
        var watermark = start
        while watermark < end {
            let now = watermark + .seconds(37)
            for entry in queue.removeDue(by: min(now, end)) {
                let plan = planTick(schedules[entry.key], watermark: watermark, now: min(now, end))
                fired[entry.key] += plan.fires.map(\.instant)
                if let next = plan.next { queue.insert(entry.key, at: next) }
            }
            watermark = min(now, end)
        }
        #expect(fired == schedules.map { Sample.fires($0, after: start, through: end) })
    }
}
