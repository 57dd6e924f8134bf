import Community
import PluginKit
import Scheduling

/// A run that takes up where an ended one asked for a decision.
public struct FollowUp: Hashable, Sendable {
    public let run: RunRecord
    /// The run that asked, whose steps before count for this one.
    public let origin: String
    /// The step that asked, and what it decides now.
    public let step: String
    public let outputs: [String: [String]]

    public init(run: RunRecord, origin: String, step: String, outputs: [String: [String]]) {
        self.run = run
        self.origin = origin
        self.step = step
        self.outputs = outputs
    }
}

extension SQLConnection {
    /// Whether a step that goes on waits for a decision on the pair.
    func isAwaited(_ id: PairingID) throws -> Bool {
        try row(
            """
            SELECT 1 FROM decision_request AS d JOIN run AS r ON r.id = d.run_id
                JOIN step AS s ON s.run_id = d.run_id AND s.step_id = d.step_id
            WHERE d.pairing_id = $1 AND r.state IN ('ready', 'running', 'waiting')
                AND s.state IN ('running', 'waiting') LIMIT 1
            """, [.text(id.rawValue)]
        ) { _ in true } ?? false
    }

    func add(_ followUp: FollowUp) throws {
        guard try RunRows.insert(followUp.run, into: self) else { return }
        try execute(
            """
            INSERT INTO step (run_id, step_id, state, reason, outputs, started_at, finished_at)
            SELECT $1, step_id, 'done', reason, CASE WHEN step_id = $2 THEN $3 ELSE outputs END, started_at, $4
            FROM step WHERE run_id = $5 AND (step_id = $2 OR finished_at IS NOT NULL)
            ON CONFLICT (run_id, step_id) DO NOTHING
            """,
            [
                .text(followUp.run.id), .text(followUp.step), .text(JSONText.text(followUp.outputs)),
                .instant(followUp.run.createdAt), .text(followUp.origin),
            ])
    }

    func pairings(_ ids: [PairingID]) throws -> [Pairing] {
        guard !ids.isEmpty else { return [] }
        let found = try rows(
            "SELECT \(PairingRows.columns) FROM pairing WHERE id IN (\(placeholders(ids.count)))",
            ids.map { .text($0.rawValue) }, PairingRows.pairing)
        let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { byID[$0] }
    }
}
