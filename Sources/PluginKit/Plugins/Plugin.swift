/// Decides what should happen for the people of a job's audience, and never does it.
///
/// `plan` reads through its context and returns a value. It does not send, write, sleep or read a clock; two contexts
/// with equal contents give equal plans. `init` does no I/O either, because `milieu validate` builds every step.
/// A plan that cannot be made throws `PlanFailure`; any other error counts as worth a retry.
public protocol Plugin: Sendable {
    associatedtype Settings: SettingsGroup
    static var manifest: PluginManifest { get }
    init(settings: Settings) throws
    func plan(_ context: StepContext) async throws -> Plan
}

/// Why a plan could not be made, and whether trying again can help.
public struct PlanFailure: Error, Hashable, CustomStringConvertible {
    public let description: String
    public let retry: Retry

    public init(_ description: String, retry: Retry) {
        self.description = description
        self.retry = retry
    }

    /// Whether the same plan may succeed later.
    public enum Retry: Hashable, Sendable {
        case canHelp
        case cannotHelp
    }
}
