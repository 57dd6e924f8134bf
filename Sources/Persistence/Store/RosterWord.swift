import Community
import Scheduling

/// What a roster said last of a person that they, or the desk, can change afterwards: it counts once, when it is new.
struct RosterWord: Equatable {
    let stage: String
    let pausedUntil: String?
    let hasStopped: Bool

    /// What a roster says now; where it says nothing, its word of before stands.
    init(_ listed: Member, _ silence: RosterSilence, over known: RosterWord?) {
        func isSilent(_ column: String) -> Bool { known != nil && silence.covers(column, of: listed.id) }
        stage = isSilent("stage") ? known?.stage ?? "" : listed.stage.rawValue
        pausedUntil = isSilent("paused_until") ? known?.pausedUntil : listed.pausedUntil?.iso8601
        hasStopped = isSilent("stopped") ? known?.hasStopped ?? false : listed.hasStopped
    }

    /// Reads what `text` writes.
    init(text: String) {
        var words = text.split(separator: " ").map(String.init)
        stage = words.isEmpty ? "" : words.removeFirst()
        hasStopped = words.contains(Self.stopped)
        pausedUntil = words.first { $0.hasPrefix(Self.paused) }.map { String($0.dropFirst(Self.paused.count)) }
    }

    /// In the column of the person's row, which its person can read too: `left paused_until=2027-01-01T00:00:00Z stopped=yes`.
    var text: String {
        ([stage] + [pausedUntil.map { Self.paused + $0 }, hasStopped ? Self.stopped : nil].compactMap(\.self))
            .joined(separator: " ")
    }

    private static let paused = "paused_until="
    private static let stopped = "stopped=yes"
}
