/// What a transaction may do, and how it is kept apart from others.
enum PostgreSQLTransaction: Sendable {
    case read
    case write
    /// Each statement re-checks what it relies on, in its own WHERE.
    case writeRowByRow

    /// The statement that begins it.
    var begin: String {
        switch self {
        case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .write: "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
        case .writeRowByRow: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
        }
    }
}
