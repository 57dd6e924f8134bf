import Community
import Delivery
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling

/// How a program stands at one moment.
struct StatusReport {
    private let program: String
    private let store: (kind: String, name: String, size: Int?, schema: SchemaState)
    private let nodes: [(record: NodeRecord, isSame: Bool)]
    private let runs: RunCounts
    private let messages: [DeliveryState: Int]
    private let fallbacks: [(language: String, count: Int)]
    /// Channels by which nothing goes now, with how many messages each keeps.
    private let channels: [(standing: ChannelStanding, kept: Int)]
    /// Why no message goes to members; nil while they do.
    private let stopReason: String?
    private let housekeeping: HousekeepingRecord?
    private let lastPrune: ChoreRecord?
    private let now: Instant
    private let zone: ZoneRules
    /// What looks wrong, each with what to do.
    let warnings: [String]

    /// How long ago failed runs are counted from.
    private static let failedDays: Int64 = 7

    init(workplace: Workplace) async throws {
        let engine = workplace.engine
        let keeper = workplace.store
        now = workplace.clock.now()
        zone = engine.programZone
        program = engine.catalog.configuration.program
        let schema = try await workplace.place.schema()
        switch workplace.place {
        case .file(let path):
            store = ("sqlite", path, Self.size(of: path), schema)
        case .server(let database): store = ("postgresql", database.name, nil, schema)
        }
        let (now, files) = (now, engine.filesDigest)
        let known = try await keeper.nodes()
        let gone = Set(ProcessOwner.gone(known.map(\.owner)))
        let alive = known.filter { $0.seenAt >= now - NodeRecord.life && !gone.contains($0.owner) }
        nodes = alive.map { ($0, $0.files == files) }
        runs = try await keeper.countRuns(at: now, failedSince: now - .days(Self.failedDays))
        messages = try await keeper.countMessages()
        fallbacks = try await keeper.countFallbacks()
        stopReason = workplace.killSwitch.reason
        let kept = try await keeper.countHeld()
        channels = try await keeper.channelStandings().values.filter { !$0.isOpen(at: now) }
            .map { ($0, kept[$0.channel] ?? 0) }.sorted { $0.standing.channel < $1.standing.channel }
        housekeeping = try await keeper.housekeeping().flatMap { $0.expiresAt >= now ? $0 : nil }
        lastPrune = try await keeper.chore(Housekeeper.pruning)
        var warnings = alive.compactMap { engine.disagreement(with: $0)?.sentence }
        if let server = try await keeper.serverTime() {
            let apart = SystemClock().now() - server
            if apart > .seconds(5) || apart < .seconds(-5) {
                let seconds = apart.components.seconds
                warnings.append(
                    "this machine's clock is \(abs(seconds)) s \(seconds > 0 ? "ahead of" : "behind") the server's; let "
                        + "both keep time by NTP")
            }
        }
        if let stopReason {
            warnings.append("\(stopReason); what is due waits. Remove the file to let all go on")
        }
        for (standing, kept) in channels where standing.isDisabled {
            let told = standing.notices == 0 ? "; no staff were told, as none is reached by another channel" : ""
            warnings.append(
                "the channel '\(standing.channel)' is disabled since \(standing.disabledAt.map(zone.shown) ?? "") and keeps "
                    + "\(kept) messages: \(standing.reason ?? "")\(told). When it is mended: milieu deliveries release "
                    + "--channel \(standing.channel)")
        }
        let waiting = try await keeper.safetyFlags().count { $0.state.climbs }
        if waiting > 0 {
            warnings.append("\(waiting) of the safety list wait for somebody to take them on: milieu safety list")
        }
        let replies = try await keeper.waitingReplies().count
        if replies > 0 { warnings.append("\(replies) replies wait for somebody to read them: milieu replies list") }
        for schedule in try await keeper.schedules() {
            guard !schedule.definition.isEmpty, schedule.watermark > now + .days(1) else { continue }
            warnings.append(
                "clock_suspect: '\(schedule.job)' \(schedule.trigger) counts as decided until "
                    + "\(zone.shown(schedule.watermark)), and does nothing before then; a clock was ahead once. Set this "
                    + "machine's clock right if it is behind; else give the job a new id, whose history starts anew")
        }
        self.warnings = warnings
    }

    private static func size(of path: String) -> Int {
        [path, path + "-wal"].reduce(0) { sum, path in
            sum + ((try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0)
        }
    }

    private var messageCounts: [(state: DeliveryState, count: Int)] {
        DeliveryState.allCases.compactMap { state in messages[state].map { (state, $0) } }
    }

    /// For people.
    var text: String {
        var table = TextTable([program, ""])
        let size = store.size.map { ", \(ByteSize.shown($0))" } ?? ""
        table.rows.append(["store", "\(store.name)\(size), schema \(store.schema.found)"])
        if nodes.isEmpty { table.rows.append(["nodes", "none is at work; start one with: milieu serve"]) }
        for (index, node) in nodes.enumerated() {
            let record = node.record
            table.rows.append([
                index == 0 ? "nodes" : "",
                "\(NodeName.shown(record.owner)), version \(record.version), \(record.isServing ? "serves" : "runs") since "
                    + "\(zone.shown(record.startedAt)), seen \((now - record.seenAt).components.seconds) s ago, "
                    + (node.isSame ? "same job files" : "OTHER job files"),
            ])
        }
        let oldest = runs.oldestDue.map { ", the oldest since \(zone.shown($0))" } ?? ""
        table.rows.append([
            "runs",
            "\(runs.due) due\(oldest), \(runs.waiting) waiting, \(runs.running) running, \(runs.failed) failed in "
                + "\(Self.failedDays) days",
        ])
        let counts = messageCounts.map { "\($0.count) \($0.state.rawValue)" }.joined(separator: ", ")
        table.rows.append(["messages", counts.isEmpty ? "none" : counts])
        if !fallbacks.isEmpty {
            let languages = fallbacks.map { "\($0.count) in \($0.language)" }.joined(separator: ", ")
            table.rows.append(["", "not in the reader's language: \(languages)"])
        }
        for (standing, kept) in channels {
            let until = standing.pausedUntil.map { "paused until \(zone.shown($0))" } ?? "paused"
            table.rows.append([
                "channel",
                "\(standing.channel): \(standing.isDisabled ? "DISABLED, keeps \(kept)" : until)"
                    + (standing.reason.map { " (\($0))" } ?? ""),
            ])
        }
        if let stopReason { table.rows.append(["stopped", stopReason]) }
        table.rows.append([
            "housekeeper",
            housekeeping.map { "\(NodeName.shown($0.term.holder)), term \($0.term.number)" } ?? "nobody now",
        ])
        table.rows.append([
            "last prune", lastPrune.map { "\(zone.shown($0.doneAt)), \($0.removed) rows removed" } ?? "never",
        ])
        return table.text
    }

    /// For programs.
    var document: JSONValue {
        func time(_ instant: Instant?) -> JSONValue { .optional(instant?.iso8601) }
        return .object([
            ("program", .string(program)), ("at", .string(now.iso8601)),
            (
                "store",
                .object([
                    ("kind", .string(store.kind)), ("name", .string(store.name)),
                    ("bytes", store.size.map { .number($0) } ?? .null), ("schema", .number(store.schema.found)),
                ])
            ),
            (
                "nodes",
                .array(
                    nodes.map { node in
                        .object([
                            ("owner", .string(node.record.owner)), ("version", .string(node.record.version)),
                            ("serving", .bool(node.record.isServing)), ("since", time(node.record.startedAt)),
                            ("seen", time(node.record.seenAt)), ("same_files", .bool(node.isSame)),
                        ])
                    })
            ),
            (
                "runs",
                .object([
                    ("due", .number(runs.due)), ("waiting", .number(runs.waiting)),
                    ("running", .number(runs.running)), ("failed_in_7_days", .number(runs.failed)),
                    ("oldest_due", time(runs.oldestDue)),
                ])
            ),
            ("messages", .object(messageCounts.map { ($0.state.rawValue, .number($0.count)) })),
            ("messages_in_fallback_language", .object(fallbacks.map { ($0.language, .number($0.count)) })),
            ("stopped", .bool(stopReason != nil)),
            (
                "channels",
                .array(
                    channels.map { standing, kept in
                        .object([
                            ("channel", .string(standing.channel)), ("disabled_since", time(standing.disabledAt)),
                            ("paused_until", time(standing.pausedUntil)), ("keeps", .number(kept)),
                            ("reason", .optional(standing.reason)), ("notices", .number(standing.notices)),
                        ])
                    })
            ),
            (
                "housekeeper",
                housekeeping.map {
                    .object([("owner", .string($0.term.holder)), ("term", .number($0.term.number))])
                } ?? .null
            ),
            (
                "last_prune",
                lastPrune.map { .object([("at", time($0.doneAt)), ("removed", .number($0.removed))]) } ?? .null
            ),
            ("warnings", .array(warnings.map { .string($0) })),
        ])
    }
}
