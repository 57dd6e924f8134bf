import Community
import Messages
import Testing

@Suite struct DeliveryStateTests {
    private static let waiting: Set<DeliveryState> = [.queued, .deferred, .retrying]

    /// From which states a message may go where; all other moves are refused.
    @Test(arguments: DeliveryState.allCases, DeliveryState.Event.allCases)
    func `a delivery moves as the table says and no other way`(state: DeliveryState, event: DeliveryState.Event) {
        let waits = Self.waiting.contains(state)
        let expected: DeliveryState? =
            switch event {
            case .hold: waits || state == .sending ? .deferred : nil
            case .attempt: waits ? .sending : nil
            case .bundle: state == .sending || state == .held ? .bundled : nil
            case .delivered: state == .sending || state == .bundled ? .delivered : nil
            case .failedForNow, .unanswered: state == .sending ? .retrying : nil
            case .refused: state == .sending ? .dead : nil
            case .ambiguous: state == .sending || state == .bundled ? .held : nil
            case .block: state == .sending ? .held : nil
            case .restore: waits || state == .sending || state == .bundled ? .held : nil
            case .reroute: state == .sending ? .queued : nil
            case .expire: waits || state == .sending || state == .held ? .expired : nil
            case .cancel: waits || [.sending, .held, .bundled].contains(state) ? .cancelled : nil
            case .replay: [.dead, .held, .retrying].contains(state) ? .queued : nil
            case .release: state == .held || state == .bundled ? .queued : nil
            }
        #expect((try? state.after(event)) == expected)
    }

    @Test func `what has come to an end moves only when a person wants it`() {
        for state in DeliveryState.allCases where state.isFinal {
            let ways = DeliveryState.Event.allCases.filter { (try? state.after($0)) != nil }
            #expect(ways.isEmpty || ways == [.replay])
        }
    }
}
