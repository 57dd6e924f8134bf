/// A protocol written down small: all that can happen next in a state, and what must never be seen.
///
/// A state holds everything that the future depends on, the store's part and each worker's memory, in few and small
/// numbers, so that all of them can be visited.
protocol StateMachineModel {
    associatedtype State: Hashable

    var initial: State { get }

    /// What can happen in `state`, each with its name and the state after it.
    func steps(from state: State) -> [(action: String, state: State)]

    /// What is wrong with `state` itself; nil when nothing is.
    func fault(in state: State) -> String?

    /// What is wrong with going from one state to the other; nil when nothing is.
    func fault(from before: State, to after: State) -> String?

    /// Whether the story may end here. Some such state has to stay reachable from everywhere.
    func isEnd(_ state: State) -> Bool

    /// Whether an end counts that is only reached by `action`, such as a person who steps in.
    func isReliedOn(_ action: String) -> Bool
}
