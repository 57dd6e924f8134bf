import Community
import Scheduling
import Testing

/// The quiet-member ladder as tables and properties: a function of what was asked, what was sent, and the clock.
@Suite struct QuietLadderTests {
    private static let start = Instant(seconds: 1_795_000_000)

    /// Asked on `day` at the same time, with a window of 16 hours.
    private static func ask(
        _ day: Int, _ state: AskState = .open, answered: Double? = nil, kind: Ask.Kind = .checkIn
    ) -> Ask {
        let at = start + .days(Int64(day))
        return Ask(
            id: "\(day)", kind: kind, member: MemberID("ana"), subject: nil, questionnaire: nil, askedAt: at,
            expiresAt: at + .hours(16), state: state,
            answeredAt: answered.map { start + .seconds(Int64($0 * 86_400)) })
    }

    private static func quiet(_ count: Int) -> [Ask] { (0..<count).map { ask($0) } }

    @Test(
        arguments: [
            (0, 5, .ground), (1, 5, .ground), (2, 1, .ground), (2, 2, .note), (2, 40, .note), (3, 2, .note),
            (3, 3, .choices),
            (3, 9, .choices), (3, 10, .list), (3, 29, .list), (3, 30, .contacts), (3, 390, .rest), (4, 4, .choices),
            (9, 30, .contacts),
        ] as [(Int, Int64, QuietLadder.Rung)])
    func `where somebody is depends on what they did not answer in a row, and on the time`(
        count: Int, day: Int64, rung: QuietLadder.Rung
    ) {
        let standing = QuietLadder.standing(Self.quiet(count), at: Self.start + .days(day))
        #expect(standing.rung == rung)
        #expect(standing.quietSince == (rung == .ground ? nil : Self.start))
    }

    @Test(arguments: [AskState.answered, .late, .declined], Ask.Kind.allCases)
    func `any answer starts it afresh, whatever it was to`(state: AskState, kind: Ask.Kind) {
        for rung in [2, 3, 30] {
            let now = Self.start + .days(Int64(rung) + 40)
            let answer = Self.ask(rung, state, answered: Double(rung) + 39.5, kind: kind)
            #expect(QuietLadder.standing(Self.quiet(rung) + [answer], at: now) == .ground)
            let next = Self.ask(rung + 39)
            #expect(QuietLadder.standing(Self.quiet(rung) + [answer, next], at: now) == .ground)
        }
    }

    @Test func `what is still open, was withdrawn, or is no check-in counts as nothing`() {
        let now = Self.start + .days(3)
        #expect(QuietLadder.standing([Self.ask(0), Self.ask(1), Self.ask(3)], at: now).rung == .note)
        #expect(QuietLadder.standing((0..<3).map { Self.ask($0, .withdrawn) }, at: now) == .ground)
        for kind in Ask.Kind.allCases where kind != .checkIn {
            #expect(QuietLadder.standing((0..<3).map { Self.ask($0, kind: kind) }, at: now) == .ground)
        }
    }

    @Test func `one year of silence: one note, one offer of choices, eight contacts that ask nothing`() {
        var asks: [Ask] = []
        var done: [QuietDeed: [Instant]] = [:]
        var days: [QuietDeed: [Int]] = [:]
        for day in 0..<500 {
            let now = Self.start + .days(Int64(day))
            if let deed = QuietLadder.next(asks, done: done, at: now) {
                done[deed, default: []].append(now)
                days[deed, default: []].append(day)
            }
            if !QuietLadder.standing(asks, at: now).rung.stopsQuestions { asks.append(Self.ask(day)) }
        }
        #expect(asks.count == 3)
        #expect(days == [.note: [2], .choices: [3], .contact: [30, 60, 90, 120, 180, 240, 300, 360]])
    }

    @Test func `a job that did not run for long makes up for nothing`() {
        let asks = Self.quiet(3)
        let late = Self.start + .days(200)
        #expect(QuietLadder.next(asks, done: [:], at: late) == .contact)
        let done: [QuietDeed: [Instant]] = [.contact: [late]]
        for day in Int64(1)..<14 { #expect(QuietLadder.next(asks, done: done, at: late + .days(day)) == nil) }
        #expect(QuietLadder.next(asks, done: done, at: late + .days(14)) == .contact)
    }

    @Test func `what was done before they last answered is done anew`() {
        let early: [QuietDeed: [Instant]] = [.note: [Self.start - .days(9)], .choices: [Self.start - .days(8)]]
        #expect(QuietLadder.next(Self.quiet(2), done: early, at: Self.start + .days(2)) == .note)
        #expect(QuietLadder.next(Self.quiet(3), done: early, at: Self.start + .days(3)) == .choices)
    }

    @Test(arguments: 0..<200)
    func `S3-11: in any history support does not shrink, and an answer always leads back to the ground`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var asks: [Ask] = []
        var done: [QuietDeed: [Instant]] = [:]
        var last = QuietLadder.Rung.ground
        for day in 0..<120 {
            let now = Self.start + .days(Int64(day)) + .hours(17)
            let standing = QuietLadder.standing(asks, at: now)
            // Without an answer it only ever goes up.
            #expect(standing.rung >= last, "seed \(seed), day \(day)")
            last = standing.rung
            if let deed = QuietLadder.next(asks, done: done, at: now) {
                #expect(
                    !(done[deed] ?? []).contains { $0 >= standing.quietSince ?? now } || deed == .contact,
                    "seed \(seed)")
                done[deed, default: []].append(now)
            }
            if !standing.rung.stopsQuestions, random.next() % 3 > 0 { asks.append(Self.ask(day)) }
            if random.next() % 40 == 0, let index = asks.indices.last {
                asks[index].state = [.answered, .late, .declined][Int(random.next() % 3)]
                asks[index].answeredAt = now
                #expect(QuietLadder.standing(asks, at: now) == .ground, "seed \(seed), day \(day)")
                last = .ground
            }
        }
    }

    private struct SeededRandom {
        private var state: UInt64
        init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
