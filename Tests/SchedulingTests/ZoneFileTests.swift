import Testing

@testable import Scheduling

/// Zone files made by hand, byte by byte, and those of the machine.
@Suite struct ZoneFileTests {
    private struct Block {
        var times: [Int64] = []
        var types: [UInt8] = []
        var offsets: [Int32] = [0, 3_600]
        var leapSeconds = 0

        func bytes(version: UInt8, size: Int) -> [UInt8] {
            func number(_ value: Int64, _ size: Int) -> [UInt8] {
                (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
            }
            let names = Array("STD\0DST\0".utf8)
            var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
            for count in [0, 0, leapSeconds, times.count, offsets.count, names.count] {
                bytes += number(Int64(count), 4)
            }
            for time in times { bytes += number(time, size) }
            bytes += types
            for (index, offset) in offsets.enumerated() {
                bytes += number(Int64(offset), 4) + [UInt8(index % 2), UInt8(index % 2 * 4)]
            }
            bytes += names
            for leap in 0..<leapSeconds { bytes += number(Int64(leap) * 1_000, size) + number(Int64(leap + 1), 4) }
            return bytes
        }
    }

    private let short = Block(times: [1_000_000], types: [1])
    private let long = Block(times: [-5_000_000_000, 2_000_000], types: [0, 1])

    @Test func `a file of version 1 is read by its 32-bit block`() throws {
        let rules = try TZifFile.rules(named: "Old", bytes: short.bytes(version: 0, size: 4))
        #expect(rules.offset(at: Instant(seconds: 999_999)).seconds == 0)
        #expect(rules.offset(at: Instant(seconds: 1_000_000)).seconds == 3_600)
        #expect(rules.offset(at: Instant(seconds: 4_000_000_000)).abbreviation == "DST")
    }

    @Test(arguments: [UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "4")])
    func `from version 2 on the 64-bit block and the footer count`(version: UInt8) throws {
        let bytes =
            short.bytes(version: version, size: 4) + long.bytes(version: version, size: 8)
            + Array("\nSTD0DST,M3.5.0/1,M10.5.0\n".utf8)
        let rules = try TZifFile.rules(named: "New", bytes: bytes)
        #expect(rules.offset(at: Instant(seconds: 1_000_000)).seconds == 0)
        #expect(rules.offset(at: Instant(seconds: 2_000_000)).seconds == 3_600)
        // 2026 and 2150, both by the footer
        for (text, seconds) in [
            ("2026-03-29T00:59:59Z", 0), ("2026-03-29T01:00:00Z", 3_600), ("2026-10-25T00:59:59Z", 3_600),
            ("2026-10-25T01:00:00Z", 0), ("2150-03-29T00:59:59Z", 0), ("2150-03-29T01:00:00Z", 3_600),
        ] {
            let instant = try #require(Instant(iso8601: text))
            #expect(rules.offset(at: instant).seconds == seconds, "\(text)")
            #expect(rules.civil(at: instant).time == ZoneRules.utc.civil(at: instant + .seconds(Int64(seconds))).time)
        }
    }

    @Test func `an empty footer leaves the table to itself, a wrong one is refused`() throws {
        let bytes = short.bytes(version: 50, size: 4) + long.bytes(version: 50, size: 8)
        let rules = try TZifFile.rules(named: "Bare", bytes: bytes + Array("\n\n".utf8))
        #expect(rules.offset(at: Instant(seconds: 4_000_000_000)).seconds == 3_600)
        #expect(throws: ZoneError.unreadable(name: "Bare", reason: "its file is damaged")) {
            try TZifFile.rules(named: "Bare", bytes: bytes + Array("\nnonsense 5\n".utf8))
        }
    }

    @Test func `a file that counts leap seconds is refused with the name to use`() {
        var leaping = long
        leaping.leapSeconds = 2
        let refusal = ZoneError.unreadable(
            name: "right/Zone", reason: "it counts leap seconds; name the zone without 'right/'")
        #expect(throws: refusal) {
            try TZifFile.rules(
                named: "right/Zone",
                bytes: short.bytes(version: 50, size: 4) + leaping.bytes(version: 50, size: 8) + Array("\n\n".utf8))
        }
        #expect(throws: refusal) {
            try TZifFile.rules(named: "right/Zone", bytes: leaping.bytes(version: 0, size: 4))
        }
    }

    @Test func `a file that is cut or altered anywhere is an error or a zone, never a trap`() throws {
        var random = SeededGenerator(stream: 700)
        let whole =
            short.bytes(version: 50, size: 4) + long.bytes(version: 50, size: 8)
            + Array("\nSTD0DST,M3.5.0/1,M10.5.0\n".utf8)
        for count in 0..<(whole.count - 27) {
            #expect(throws: ZoneError.self) { try TZifFile.rules(named: "Cut", bytes: Array(whole[..<count])) }
        }
        let cron = try CronExpression(parsing: "30 1 * * *")
        for _ in 0..<1_500 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let rules = try? TZifFile.rules(named: "Altered", bytes: bytes) else { continue }
            let start = Instant(seconds: Int64.random(in: -6_000_000_000...6_000_000_000, using: &random))
            if let fire = cron.next(after: start, in: rules) {
                #expect(fire.instant > start, "seed \(SeededGenerator.seed): \(bytes)")
            }
        }
    }

    @Test func `a reading resolves to the instants that show it, in every zone`() throws {
        var random = SeededGenerator(stream: 800)
        let zones = ZoneDatabase()
        for name in zones.names() {
            let rules = try zones.rules(named: name)
            for _ in 0..<12 {
                let instant = Instant(seconds: Int64.random(in: 0..<5_000_000_000, using: &random))
                let found =
                    switch rules.resolve(rules.civil(at: instant)) {
                    case .unique(let at): at == instant
                    case .overlap(let first, let second): first == instant || second == instant
                    case .gap: false
                    }
                #expect(found, "seed \(SeededGenerator.seed): \(name) at \(instant)")
            }
        }
    }
}
