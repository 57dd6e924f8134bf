import PluginKit
public import Scheduling

/// A process that works on the store: one that serves, or one that does what is due and ends.
public struct NodeRecord: Hashable, Sendable {
    /// As in leases: machine and process.
    public let owner: String
    public let version: String
    /// A digest of all its job files.
    public let files: String
    /// The text of each job as a digest, by its id.
    public let jobs: [String: String]
    /// Whether it goes on until it is stopped.
    public let isServing: Bool
    public let startedAt: Instant
    public let seenAt: Instant

    public init(
        owner: String, version: String, files: String, jobs: [String: String], isServing: Bool, startedAt: Instant,
        seenAt: Instant
    ) {
        self.owner = owner
        self.version = version
        self.files = files
        self.jobs = jobs
        self.isServing = isServing
        self.startedAt = startedAt
        self.seenAt = seenAt
    }

    /// A node that gave no sign of life for this long is taken to be gone.
    public static let life = Migrations.nodeLife
}

extension Store {
    /// Writes down that a node is at work, and which files it reads.
    public func keepNode(_ node: NodeRecord) async throws {
        try await database.writeAtOnce { connection in
            try connection.execute(
                """
                INSERT INTO node (owner, version, files, jobs, serving, started_at, seen_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (owner) DO UPDATE SET version = excluded.version, files = excluded.files,
                    jobs = excluded.jobs, serving = excluded.serving, started_at = excluded.started_at,
                    seen_at = excluded.seen_at
                """,
                [
                    .text(node.owner), .text(node.version), .text(node.files), .text(JSONText.text(node.jobs)),
                    .integer(node.isServing ? 1 : 0), .instant(node.startedAt), .instant(node.seenAt),
                ])
        }
    }

    /// Forgets nodes that have ended.
    public func forgetNodes(_ owners: [String]) async throws {
        guard !owners.isEmpty else { return }
        try await database.writeRowByRow { connection in
            try connection.execute(
                "DELETE FROM node WHERE owner IN (\(connection.placeholders(owners.count)))", owners.map { .text($0) })
        }
    }

    /// Forgets nodes that were not seen since `instant`, as the housekeeper.
    ///
    /// - Throws: `LostHousekeeping` when somebody else is the housekeeper by now; nothing is forgotten then.
    public func forgetNodes(notSeenSince instant: Instant, under term: HousekeepingTerm, at now: Instant) async throws {
        try await database.writeRowByRow { connection in
            try connection.check(term, at: now)
            try connection.execute("DELETE FROM node WHERE seen_at < $1", [.instant(instant)])
        }
    }

    /// All nodes that are known, the one that has worked for longest first.
    public func nodes() async throws -> [NodeRecord] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT owner, version, files, jobs, serving, started_at, seen_at FROM node ORDER BY started_at, owner
                """, []
            ) {
                NodeRecord(
                    owner: $0.text(0), version: $0.text(1), files: $0.text(2), jobs: JSONText.texts($0.text(3)),
                    isServing: $0.integer(4) != 0, startedAt: $0.instant(5), seenAt: $0.instant(6))
            }
        }
    }

    /// Forgets what triggers said that no job of this node has any more, unless another node may still have them.
    ///
    /// This is the one place that decides it: as long as a node that reads other files was seen within two minutes,
    /// nothing is forgotten, so that two nodes never undo each other's. In one transaction, so that no node appears in
    /// between.
    ///
    /// `files`: What the node `owner` reads.
    ///
    /// - Returns: Whether they were forgotten.
    @discardableResult
    public func unwatch(
        _ records: [ScheduleRecord], as owner: String, files: String, at now: Instant
    ) async throws -> Bool {
        guard !records.isEmpty else { return true }
        return try await database.write { connection in
            let other = try connection.row(
                "SELECT 1 FROM node WHERE owner <> $1 AND files <> $2 AND seen_at >= $3 LIMIT 1",
                [.text(owner), .text(files), .instant(now - NodeRecord.life)]
            ) { _ in true }
            guard other == nil else { return false }
            for record in records {
                try connection.execute(
                    """
                    UPDATE schedule SET definition = '', revision = revision + 1
                    WHERE job_id = $1 AND trigger_id = $2 AND zone = $3
                    """, [.text(record.job.rawValue), .text(record.trigger), .text(record.zone)])
            }
            return true
        }
    }
}
