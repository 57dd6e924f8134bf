import Community
import Messages
import Persistence
import PluginKit
import Scheduling

/// A plan after the gates: what would be committed, and who would be left out and why.
///
/// Committing it is the engine's work; showing it instead is `milieu plan`.
struct PlannedStep: Sendable {
    var asks: [Ask] = []
    var questionnaires: [Questionnaire] = []
    var messages: [OutboxMessage] = []
    var leftOut: [LeftOut] = []
    var proposals: [PairingProposal] = []
    var requests: [DecisionRequest] = []
    var advances: [PairingAdvance] = []
    var rests: [MemberID] = []
    var notices: [StaffNotice] = []
    var events: [(name: String, member: MemberID)] = []
    var outputs: [String: [String]] = [:]
    var outcome: Outcome = .done
    /// What the caps counted with; nil where nobody else can write to people meanwhile.
    var counted: CountedContacts?

    /// Plans the step again at `instant`, or earlier when it waits for something earlier.
    mutating func wait(until instant: Instant) {
        if case .wait(let until) = outcome, until <= instant { return }
        outcome = .wait(until: instant)
    }

    /// The same, as one transaction.
    func commit(run: String, epoch: Int, step: String, progress: RunProgress) -> StepCommit {
        var commit = StepCommit(run: run, epoch: epoch, step: step, progress: progress)
        commit.asks = asks
        commit.questionnaires = questionnaires
        commit.messages = messages
        commit.leftOut = leftOut
        commit.proposals = proposals
        commit.requests = requests
        commit.advances = advances
        commit.rests = rests
        commit.notices = notices
        commit.events = events
        commit.outputs = outputs
        commit.counted = counted
        return commit
    }
}
