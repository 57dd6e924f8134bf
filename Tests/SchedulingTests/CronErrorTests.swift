import Scheduling
import Testing

@Suite struct CronErrorTests {
    @Test(arguments: [
        ("60 * * * *", 1, 2, "the minute must be 0 to 59, not 60"),
        ("0 24 * * *", 3, 2, "the hour must be 0 to 23, not 24"),
        ("0 9 0 * *", 5, 1, "the day of the month must be 1 to 31, not 0"),
        ("0 9 32 * *", 5, 2, "the day of the month must be 1 to 31, not 32"),
        ("0 9 * 13 *", 7, 2, "the month must be 1 to 12, not 13"),
        ("0 9 * * 8", 9, 1, "the day of the week must be 0 to 7, not 8"),
        ("60 0 9 * * *", 1, 2, "the second must be 0 to 59, not 60"),
        ("0 9 * febr *", 7, 4, "the month must be 1 to 12 or a name like feb, not 'febr'"),
        ("0 -9 * * *", 3, 2, "the range '-9' has only one end"),
        ("0 /5 * * *", 3, 1, "the hour must be 0 to 23, not ''"),
        ("+0 9 * * *", 1, 2, "the minute must be 0 to 59, not '+0'"),
        ("0 99999999999999999999 * * *", 3, 20, "the hour must be 0 to 23, not '99999999999999999999'"),
        ("0 ٩ * * *", 3, 1, "the hour must be 0 to 23, not '٩'"),
        ("L 9 * * *", 1, 1, "the minute must be 0 to 59, not 'L'"),
        ("0 ? * * *", 3, 1, "the hour must be 0 to 23, not '?'"),
        ("0 22-6 * * *", 3, 4, "the range '22-6' runs backwards"),
        ("0 9 * * 5-0", 9, 3, "the range '5-0' runs backwards"),
        ("0 1,5-3 * * *", 5, 3, "the range '5-3' runs backwards"),
        ("*/0 * * * *", 3, 1, "the step after '/' must be 1 to 59, not '0'"),
        ("0 */24 * * *", 5, 2, "the step after '/' must be 1 to 23, not '24'"),
        ("*/ * * * *", 3, 1, "the step after '/' must be 1 to 59, not ''"),
        ("1,,2 * * * *", 3, 1, "the minute is missing here"),
        ("0 9 * * 1,", 10, 1, "the day of the week is missing here"),
        ("0 9 30 2 *", 5, 2, "day 30 never comes in the months that are named"),
        ("0 9 31 4,6,9,11 *", 5, 2, "day 31 never comes in the months that are named"),
        ("0 9 L-30 2 *", 5, 4, "'L-30' never comes in the months that are named"),
        ("0 9 1 * +mon#2", 9, 6, "no day is both '1' of the month and '+mon#2' of the week"),
        ("0 9 L-31 * *", 7, 2, "the days before the last must be 1 to 30, not '31'"),
        ("0 9 L3 * *", 5, 2, "'L3' is no day of the month"),
        ("0 9 1-5W * *", 5, 4, "before 'W' stands one day of the month, not '1-5'"),
        ("0 9 * * fri#6", 13, 1, "after '#' comes 1 to 5 or L, not '6'"),
        ("0 9 * * 1-5#2", 9, 5, "'1-5#2' must name one day of the week"),
        ("0 9 * * L", 9, 1, "'L' alone is no day of the week"),
        ("H 9 * * *", 1, 1, "'H' chooses by a job's id, and here is no job"),
        ("@reboot", 1, 7, "'@reboot' is no schedule"),
        ("@Daily", 1, 6, "'@Daily' is no schedule"),
        ("@daily 5", 8, 1, "'@daily' stands alone"),
        ("CRON_TZ=Europe/Lisbon 0 9 * * *", 1, 21, "a zone cannot be part of the expression"),
        ("", 1, 1, "the cron expression is empty"),
        (
            "0 0 9 * * * 2027", 1, 16,
            "a cron expression has 5 fields (minute, hour, day of month, month, day of week) or 6 with the second first, "
                + "not 7"
        ),
    ])
    func `a mistake is told with its place, its length and what to write`(
        text: String, column: Int, length: Int, message: String
    ) {
        let error = #expect(throws: CronError.self) { try CronExpression(parsing: text) }
        #expect(error?.column == column)
        #expect(error?.length == max(1, length))
        #expect(error?.message == message)
        #expect(error?.hint?.isEmpty == false)
    }

    // What the hint says to write is accepted, and is what was meant.
    @Test(arguments: [
        ("0 22-6 * * *", "write it as two: 22-23,0-6"), ("0 9 * * fri-mon", "write it as two: 5-6,0-1"),
        ("0 9 * * 5-0", "Sunday is 7 as well: write 5-7"), ("0 23-0 * * *", "write it as two: 23,0"),
        ("0 9 * 11-2 *", "write it as two: 11-12,1-2"), ("@Daily", "write it in small letters: @daily"),
        ("TZ=Europe/Lisbon 0 9 * * *", "write 'timezone: Europe/Lisbon' beside 'cron:'"),
        ("H 9 * * *", "write a number, such as 29"),
        ("0 0 9 * * * 2027", "a year cannot be named: leave the seventh field out"),
    ])
    func `the hint says what to write instead`(text: String, hint: String) throws {
        let error = #expect(throws: CronError.self) { try CronExpression(parsing: text) }
        #expect(error?.hint == hint)
    }

    @Test(arguments: [
        ("H(5-2) * * * *", 3, 3), ("H(1-99) * * * *", 5, 2), ("H-5 * * * *", 1, 3), ("H() * * * *", 1, 3),
        ("H(1-2 * * * *", 1, 5), ("H/0 * * * *", 3, 1), ("HH * * * *", 1, 2),
    ])
    func `a wrong H is told at its place`(text: String, column: Int, length: Int) {
        let error = #expect(throws: CronError.self) { try CronExpression(parsing: text, hashing: "job") }
        #expect(error?.column == column)
        #expect(error?.length == length)
    }

    @Test func `random text is read or refused inside its bounds`() throws {
        var random = SeededGenerator(stream: 400)
        let alphabet =
            "0123456789*/-,LWH#?+@()TZ= \t\n".map(String.init) + ["é", "\u{301}", "\r\n", "👩‍👩‍👧", "\0", "mon", "feb"]
        let seeds = [
            "0 9 LW * fri#2", "*/15 0-6/2 L-3,15W jan-mar +monL", "H(0-29)/5 H * * 1-5", "@daily", "0 0 29 2 *",
        ]
        for round in 0..<4_000 {
            var text: String
            switch round % 3 {
            case 0:
                let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                text = String(decoding: bytes, as: UTF8.self)
            case 1:
                text = (0..<Int.random(in: 0..<30, using: &random)).map { _ in random.pick(alphabet) }.joined()
            default:
                var pieces = random.pick(seeds).map(String.init)
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<max(1, pieces.count), using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0 where !pieces.isEmpty: pieces.remove(at: place)
                    case 1 where !pieces.isEmpty: pieces[place] = random.pick(alphabet)
                    default: pieces.insert(random.pick(alphabet), at: place)
                    }
                }
                text = pieces.joined()
            }
            do {
                let cron = try CronExpression(parsing: text, hashing: round % 2 == 0 ? "job" : nil)
                let fire = cron.next(after: Instant(seconds: 1_767_225_600), in: .utc)
                #expect(fire != nil && !cron.summary.isEmpty, "seed \(SeededGenerator.seed): \(text.debugDescription)")
            } catch {
                let end = max(1, text.count)
                #expect(
                    error.column >= 1 && error.length >= 1 && error.column + error.length - 1 <= end
                        && !error.message.isEmpty && error.hint?.isEmpty == false,
                    "seed \(SeededGenerator.seed): \(text.debugDescription) at \(error.column), \(error.length)")
            }
        }
    }
}
