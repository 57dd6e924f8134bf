/// An element of a `DueHeap`.
struct DueNode: Sendable {
    let instant: Instant
    /// Counts what was put in; tells equal instants apart.
    let sequence: UInt64
    /// Where the owner keeps the rest.
    var slot: UInt32

    func isBefore(_ other: DueNode) -> Bool {
        instant == other.instant ? sequence < other.sequence : instant < other.instant
    }
}
