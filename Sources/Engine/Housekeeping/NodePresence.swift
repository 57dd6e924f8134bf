import Persistence
import Scheduling
import Synchronization

/// This process among the nodes that work on the store: seen by the others for as long as it says so.
public final class NodePresence: Sendable {
    private let engine: ProgramEngine
    private let version: String
    private let isServing: Bool
    private let startedAt: Instant
    /// Who disagreed at the last look, so that each change is told once.
    private let told = Mutex<[String: FileDisagreement]>([:])

    /// How often a node says that it is there.
    public static let interval: Duration = .seconds(10)

    /// `isServing`: Whether it goes on until it is stopped.
    public init(engine: ProgramEngine, version: String, isServing: Bool) {
        self.engine = engine
        self.version = version
        self.isServing = isServing
        startedAt = engine.clock.now()
    }

    /// Says that this node is there and which files it reads, and looks at the others.
    ///
    /// - Returns: Sentences about others' files that were not said before.
    public func beat() async throws -> [String] {
        let now = engine.clock.now()
        let (jobs, files) = (engine.jobRevisions, engine.filesDigest)
        try await engine.store.keepNode(
            NodeRecord(
                owner: engine.owner, version: version, files: files, jobs: jobs, isServing: isServing,
                startedAt: startedAt, seenAt: now))
        var found: [String: FileDisagreement] = [:]
        for node in try await engine.store.nodes()
        where node.owner != engine.owner && node.seenAt >= now - NodeRecord.life {
            found[node.owner] = FileDisagreement(jobs: jobs, files: files, other: node)
        }
        return told.withLock { told in
            defer { told = found }
            let new = found.filter { told[$0.key] != $0.value }.sorted { $0.key < $1.key }.map(\.value.sentence)
            return found.isEmpty && !told.isEmpty ? ["all nodes read the same job files again"] : new
        }
    }

    /// Says goodbye, at a clean end.
    public func leave() async throws { try await engine.store.forgetNodes([engine.owner]) }
}
