/// Where a store's schema stands, compared with what this version knows.
public struct SchemaState: Hashable, Sendable {
    /// The last step that the store has; 0 for an empty one.
    public let found: Int
    /// The last step that this version knows.
    public let known: Int
    /// Whether there are tables, and none of them says that it is a store.
    public let isForeign: Bool
    /// What is to be applied, in order.
    public let pending: [Step]

    /// One step of the schema.
    public struct Step: Hashable, Sendable {
        public let number: Int
        public let name: String
        /// Whether older programs at work go on beside it.
        public let isAdditive: Bool
    }

    /// Of a store that is not there yet.
    public static var empty: SchemaState {
        SchemaState(found: 0, known: Migrations.known, isForeign: false, pending: Migrations.pending(after: 0))
    }

    /// Throws `StoreError.newerSchema` when the store has a step that this version does not know.
    public func checkIsKnown(path: String) throws(StoreError) {
        guard found <= known else { throw .newerSchema(path: path, found: found, known: known) }
    }
}
