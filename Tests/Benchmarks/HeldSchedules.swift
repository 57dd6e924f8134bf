import Scheduling

/// Many schedules of a program: an expression each, and one of the zones, whose rules they share.
struct HeldSchedules {
    /// Sixteen bytes and the expression; the rest of a `Schedule` is the same for all.
    private struct Held {
        let recurrence: Recurrence
        let zone: UInt16
    }

    private let zones: [ZoneRules]
    private var held: [Held] = []

    /// Reads the rules of all zones that the machine lists.
    init(database: ZoneDatabase) {
        zones = database.names().compactMap { try? database.rules(named: $0) }
    }

    var zoneCount: Int { zones.count }

    /// Reads an expression for each of so many schedules; the same ones every time.
    mutating func fill(_ count: Int) throws {
        guard !zones.isEmpty, zones.count <= Int(UInt16.max) else { throw BenchFailure("there are no zones") }
        held.reserveCapacity(count)
        var random = UInt64(count)
        func below(_ bound: Int) -> Int {
            // Knuth's MMIX generator, of which the high bits are good.
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        for _ in 0..<count {
            let (minute, hour) = (below(60), below(24))
            let text =
                switch below(16) {
                case 0..<7: "\(minute) \(hour) * * *"
                case 7..<10: "\(minute) \(hour) * * MON-FRI"
                case 10: "*/15 * * * *"
                case 11: "\(minute) 9,18 * * *"
                case 12: "\(minute) \(hour) \(below(28) + 1) * *"
                case 13: "\(minute) \(hour) LW * *"
                case 14: "\(minute) \(hour) * * FRI#\(below(4) + 1)"
                default: "\(minute) \(hour) 31 * *"
                }
            held.append(
                Held(
                    recurrence: .cron(try CronExpression(parsing: text)),
                    zone: UInt16(below(zones.count))))
        }
    }

    /// The whole schedule, as `planTick` takes it.
    func schedule(_ number: UInt32) -> Schedule {
        let one = held[Int(number)]
        return Schedule(one.recurrence, in: zones[Int(one.zone)])
    }
}
