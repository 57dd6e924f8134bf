public import Scheduling

/// One node's time as the housekeeper; whoever takes over has the next number.
public struct HousekeepingTerm: Hashable, Sendable {
    public let holder: String
    public let number: Int

    public init(holder: String, number: Int) {
        self.holder = holder
        self.number = number
    }
}

/// Somebody else is the housekeeper by now, or nobody; nothing was written.
public struct LostHousekeeping: Error, Hashable, CustomStringConvertible {
    public let term: HousekeepingTerm

    public init(term: HousekeepingTerm) { self.term = term }

    public var description: String { "another node keeps house by now; this one's late work was dropped" }
}

/// Who keeps house, as everybody can see.
public struct HousekeepingRecord: Hashable, Sendable {
    public let term: HousekeepingTerm
    public let acquiredAt: Instant
    public let expiresAt: Instant
}

/// When a piece of housekeeping was last done, and how much it removed.
public struct ChoreRecord: Hashable, Sendable {
    public let doneAt: Instant
    public let removed: Int
}

extension Store {
    /// Makes `holder` the housekeeper when nobody is; the term is the next one.
    ///
    /// All nodes pass the time of one clock as `now`: the database's where there is a server.
    ///
    /// - Returns: nil when somebody is.
    public func acquireHousekeeping(
        as holder: String, for length: Duration, at now: Instant
    ) async throws -> HousekeepingTerm? {
        try await database.writeRowByRow { connection in
            try connection.row(
                """
                INSERT INTO node_lease (name, holder, term, acquired_at, expires_at)
                VALUES ('housekeeping', $1, 1, $2, $3)
                ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, term = node_lease.term + 1,
                    acquired_at = excluded.acquired_at, expires_at = excluded.expires_at
                WHERE node_lease.expires_at < excluded.acquired_at
                RETURNING term
                """, [.text(holder), .instant(now), .instant(now + length)]
            ) { HousekeepingTerm(holder: holder, number: $0.count(0)) }
        }
    }

    /// Makes a term last for `length` from now on.
    ///
    /// - Returns: false when it had run out or been replaced; it does not come back then.
    public func renewHousekeeping(_ term: HousekeepingTerm, for length: Duration, at now: Instant) async throws -> Bool
    {
        try await database.writeRowByRow { connection in
            try connection.execute(
                """
                UPDATE node_lease SET expires_at = $1
                WHERE name = 'housekeeping' AND holder = $2 AND term = $3 AND expires_at >= $4
                """, [.instant(now + length), .text(term.holder), .count(term.number), .instant(now)]) == 1
        }
    }

    /// Ends a term, so that another node need not wait for it to run out.
    public func resignHousekeeping(_ term: HousekeepingTerm) async throws {
        try await database.writeRowByRow { connection in
            try connection.execute(
                """
                UPDATE node_lease SET expires_at = acquired_at - 1
                WHERE name = 'housekeeping' AND holder = $1 AND term = $2
                """, [.text(term.holder), .count(term.number)])
        }
    }

    /// The last term; nil when nobody kept house yet.
    public func housekeeping() async throws -> HousekeepingRecord? {
        try await database.read { connection in
            try connection.row(
                "SELECT holder, term, acquired_at, expires_at FROM node_lease WHERE name = 'housekeeping'", []
            ) {
                HousekeepingRecord(
                    term: HousekeepingTerm(holder: $0.text(0), number: $0.count(1)), acquiredAt: $0.instant(2),
                    expiresAt: $0.instant(3))
            }
        }
    }

    /// When `chore` was last done; nil when it never was.
    public func chore(_ name: String) async throws -> ChoreRecord? {
        try await database.read { connection in
            try connection.row("SELECT done_at, removed FROM chore WHERE name = $1", [.text(name)]) {
                ChoreRecord(doneAt: $0.instant(0), removed: $0.count(1))
            }
        }
    }

    /// Writes down that `chore` was done.
    ///
    /// `term`: The housekeeper's; nil when a person did it.
    ///
    /// - Throws: `LostHousekeeping`.
    public func keepChore(
        _ name: String, removed: Int, under term: HousekeepingTerm?, at now: Instant
    ) async throws {
        try await database.writeRowByRow { connection in
            try connection.check(term, at: now)
            try connection.execute(
                """
                INSERT INTO chore (name, done_at, removed) VALUES ($1, $2, $3)
                ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at, removed = excluded.removed
                """, [.text(name), .instant(now), .count(removed)])
        }
    }
}

extension SQLConnection {
    /// Holds the housekeeper's term for as long as the transaction lasts; nil is a person's doing, and always may.
    ///
    /// The row is written, so that whoever takes over waits for the end of this.
    ///
    /// - Throws: `LostHousekeeping` when the term has run out or been replaced.
    func check(_ term: HousekeepingTerm?, at now: Instant) throws {
        guard let term else { return }
        let held = try execute(
            """
            UPDATE node_lease SET term = term
            WHERE name = 'housekeeping' AND holder = $1 AND term = $2 AND expires_at >= $3
            """, [.text(term.holder), .count(term.number), .instant(now)])
        guard held == 1 else { throw LostHousekeeping(term: term) }
    }
}
