/// The places of the protocol at which a test may end the process, to show that the next one goes on from there.
///
/// The engine calls its `failpoint` closure at each; in the product it does nothing. Those of delivery are
/// `DeliveryFailpoint`.
public enum Failpoint: String, CaseIterable, Sendable {
    /// A tick is decided, and nothing of it is written.
    case beforeTick = "before-tick"
    /// A tick is written, and no run of it is begun.
    case afterTick = "after-tick"
    /// Events are taken, and the runs that they start are written.
    case afterEvents = "after-events"
    /// A run that a person starts is written, and the person does not know yet.
    case afterStart = "after-start"
    /// Runs are claimed, and none is begun.
    case afterClaim = "after-claim"
    /// A plan is made, and nothing of it is written.
    case beforeCommit = "before-commit"
    /// A plan is written, and the worker does not know yet.
    case afterCommit = "after-commit"
    case beforeRenewal = "before-renewal"
    /// Runs of lost workers are ready again.
    case afterReap = "after-reap"
    case beforeGiveBack = "before-give-back"
}
