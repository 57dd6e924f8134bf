import Scheduling
import Testing

@Suite struct CronSummaryTests {
    @Test(arguments: [
        ("0 20 * * *", "Every day at 20:00"),
        ("0 9,18 * * *", "Every day at 09:00 and 18:00"),
        ("0 9 * * mon-fri", "Every Monday to Friday at 09:00"),
        ("0 9 * * sat,sun", "Every Saturday and Sunday at 09:00"),
        ("0 9 * 6-8 mon", "Every Monday in June to August at 09:00"),
        ("0 9 1,15 * *", "On day 1 and 15 of the month at 09:00"),
        ("0 9 1 1,7 *", "On day 1 in January and July at 09:00"),
        ("0 9 L * *", "On the last day of the month at 09:00"),
        ("0 9 L-1 * *", "On the day before the last of the month at 09:00"),
        ("0 9 15,L-3 * *", "On day 15 and the day 3 days before the last of the month at 09:00"),
        ("0 9 LW * *", "On the last weekday (Monday to Friday) of the month at 09:00"),
        ("0 9 15W * *", "On the weekday nearest to day 15 of the month at 09:00"),
        ("0 9 * * tue#2", "On the 2nd Tuesday of the month at 09:00"),
        ("0 9 * * friL", "On the last Friday of the month at 09:00"),
        ("0 9 * * mon,fri#1", "Every Monday and on the 1st Friday of the month at 09:00"),
        ("0 9 13 * fri", "On day 13 of the month and on every Friday at 09:00"),
        ("0 9 13 * fri#2", "On day 13 of the month and on the 2nd Friday of the month at 09:00"),
        ("0 9 13 * +fri", "On day 13 of the month when it is a Friday at 09:00"),
        ("0 9 1-7 * +mon,tue", "On day 1 to 7 of the month when it is a Monday or a Tuesday at 09:00"),
        ("0 9 1-31 * mon", "Every day at 09:00"),
        ("* * * * *", "Every day, every minute"),
        ("*/5 * * * *", "Every day, every 5 minutes"),
        ("*/7 * * * *", "Every day at :00, :07, :14, :21, :28, :35, :42, :49 and :56 of every hour"),
        ("*/15 9-17 * * 1-5", "Every Monday to Friday, every 15 minutes of the hours 9 to 17"),
        ("* 9 * * *", "Every day, every minute of the hour 9"),
        ("0-59 9 * * *", "Every day at :00 to :59 of the hour 9"),
        ("0,30 9-17 * * *", "Every day at :00 and :30 of the hours 9 to 17"),
        ("0 */2 * * *", "Every day, every 2 hours from 00:00 to 22:00, whenever the clocks show it"),
        ("0 0-22/2 * * *", "Every day, every 2 hours from 00:00 to 22:00"),
        ("0 8-20 * * *", "Every day, every hour from 08:00 to 20:00"),
        ("@hourly", "Every day at :00 of every hour"),
        ("30 0 9 * * *", "Every day at 09:00:30"),
        ("*/10 * * * * *", "Every day, every 10 seconds of every minute"),
        ("* 0 9 * * *", "Every day, every second of minute 00 of the hour 9"),
    ])
    func `an expression is told in plain English`(text: String, sentence: String) throws {
        #expect(try CronExpression(parsing: text).summary == sentence)
    }

    /// Many ways to write few meanings, so that sentences meet; then each meaning is tried over clock changes.
    @Test func `expressions with one sentence fire at the same times`() throws {
        var random = SeededGenerator(stream: 500)
        let zone = try ZoneDatabase().rules(named: "America/New_York")
        let starts = try ["2026-03-07T12:00:00Z", "2026-10-31T12:00:00Z", "2028-02-27T00:00:00Z"].map {
            try #require(Instant(iso8601: $0))
        }
        func fires(_ cron: CronExpression) -> [Instant] {
            starts.flatMap { start in
                var position = start
                return (0..<12).compactMap { _ -> Instant? in
                    guard let fire = cron.next(after: position, in: zone) else { return nil }
                    position = fire.instant
                    return position
                }
            }
        }
        let minutes = ["0", "*/60", "0-0", "0,30", "*/30", "0-59/30", "30", "*", "0-59", "*/15", "0/15", "0,15,30,45"]
        let hours = ["*", "0-23", "*/1", "2", "1,2", "1-2", "*/12", "0,12", "*/6", "0-23/6", "1-4", "2/11"]
        let dates = ["*", "?", "1-31", "13", "13,13", "L", "*/2", "1-31/2", "15W", "L-1", "LW", "28-31"]
        let weekdays = [
            "*", "?", "0-6", "1-7", "5", "fri", "+5", "5#2", "+5#2", "5L", "fri#L", "1,5", "*/2", "mon-sun",
        ]
        var known: [String: (text: String, fires: [Instant])] = [:]
        var met = 0
        for _ in 0..<2_500 {
            let seconds = random.pick(["", "", "", "0 ", "*/30 ", "0,30 "])
            let text =
                "\(seconds)\(random.pick(minutes)) \(random.pick(hours)) \(random.pick(dates)) "
                + "\(random.pick(["*", "1-12", "2", "2,3"])) \(random.pick(weekdays))"
            guard let cron = try? CronExpression(parsing: text) else { continue }
            let found = fires(cron)
            if let other = known[cron.summary] {
                met += text == other.text ? 0 : 1
                #expect(
                    other.fires == found,
                    "seed \(SeededGenerator.seed): '\(cron.summary)' is said of \(text) and of \(other.text)")
            } else {
                known[cron.summary] = (text, found)
            }
        }
        #expect(met > 100)
    }

    /// Reads the times, the weekdays and the months back from the sentence.
    @Test func `the numbers in the sentence are those that fire`() throws {
        var random = SeededGenerator(stream: 600)
        let names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        for _ in 0..<150 {
            let times = (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 0..<24, using: &random) }
            let minute = Int.random(in: 0..<60, using: &random)
            // No three in a row, so that each day is named.
            let days = [random.pick([0, 1]), random.pick([3, 4])]
            let text =
                "\(minute) \(times.map(String.init).joined(separator: ",")) * * "
                + days.map(String.init).joined(separator: ",")
            let cron = try CronExpression(parsing: text)
            let words = cron.summary.split { " ,".contains($0) }
            let saidDays = Set(words.compactMap { names.firstIndex(of: String($0)) })
            let saidTimes = Set(words.compactMap { LocalTime(String($0)) })
            var position = Instant(seconds: 1_767_225_600)
            var firedDays: Set<Int> = []
            var firedTimes: Set<LocalTime> = []
            for _ in 0..<20 {
                let fire = try #require(cron.next(after: position, in: .utc))
                firedDays.insert(fire.nominal.date.weekday.rawValue)
                firedTimes.insert(fire.nominal.time)
                position = fire.instant
            }
            #expect(saidDays == firedDays, "seed \(SeededGenerator.seed): \(text) is '\(cron.summary)'")
            #expect(saidTimes == firedTimes, "seed \(SeededGenerator.seed): \(text) is '\(cron.summary)'")
        }
    }
}
