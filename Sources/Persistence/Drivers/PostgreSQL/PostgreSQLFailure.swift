/// What libpq or the server reported, before it is put into words for people.
struct PostgreSQLFailure: Error, Hashable {
    /// SQLSTATE of appendix A; what libpq itself found has one of class 08.
    let code: String
    let message: String

    /// No connection could be made, or it went away before COMMIT: nothing was kept.
    static let unreachable = "08001"
    static let lost = "08006"
    /// It went away during COMMIT: whether anything was kept is not known.
    static let unknownOutcome = "08007"
    /// The connection could not be encrypted, or the server could not show who it is; the code is ours.
    static let insecure = "08TLS"
    /// The name service knows no such host; the code is ours.
    static let unknownHost = "08DNS"

    /// The server's code and our words for a text with a NUL character.
    static let holdsNUL = PostgreSQLFailure(
        code: "22021", message: "a text holds a NUL character, which PostgreSQL cannot keep")

    /// How many times a transaction that fails so is tried, the first included.
    var tries: Int {
        switch code {
        // Others were in the way: serialization failure, deadlock.
        case "40001", "40P01": 11
        // Two nodes made the same row or table; seen again, the loser finds it there.
        case "23505", "42P07": 3
        // The server is away, stops, starts, or has no room for one more.
        case Self.unreachable, Self.unknownHost, Self.lost, "57P01", "57P02", "57P03", "53300": 4
        // A plan that no longer fits the schema.
        case "0A000", "26000": 2
        default: 1
        }
    }

    /// Whether the connection cannot be used any more.
    var endsConnection: Bool { code.hasPrefix("08") || code.hasPrefix("57P0") || code == "25P03" }

    /// Milliseconds to wait after `failures` of them: for a server up to 50, 100, 200, for others' transactions up to 2, 4 …
    /// 64, each a random part of it so that the same two do not meet again.
    func pause(afterFailures failures: Int) -> UInt32 {
        let longest = endsConnection || code == "53300" ? 25 << min(failures, 3) : 1 << min(failures, 6)
        return UInt32(Int.random(in: (longest / 2)...longest))
    }
}
