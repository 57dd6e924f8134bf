import ArgumentParser
import Community
import Delivery
import Messages
import Persistence

struct DeliveriesCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Lets messages go that were not sent, and takes back those that were.",
        discussion: """
            What has arrived is taken back where the platform can: Slack as an app, Discord, Telegram for two days, Matrix.
            Who had read it before has read it.

            EXAMPLES
              milieu deliveries cancel 5f0c…
              milieu deliveries cancel --held --because "sent before the restore"
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The messages' ids.") var ids: [String] = []
    @Flag(help: "All that may have arrived, or not, such as after milieu restore.") var held = false
    @Option(help: "With --held: only of this run.") var run: String?
    @Option(help: "Why, for whoever looks at it later.") var because = "let go by hand"

    func validate() throws {
        guard ids.isEmpty == held else { throw ValidationError("name messages by their ids, or use --held") }
    }

    func run() async throws {
        let workplace = try await options.open()
        let store = workplace.store
        let chosen = held ? try await store.messages(in: [.held], run: run, limit: 100_000).map(\.id) : ids
        let gone = try await store.cancelMessages(chosen, because: because, at: workplace.clock.now())
        options.output.result("\(gone.count) of \(chosen.count) are let go")
        var left = Set(chosen).subtracting(gone)
        let channels = try workplace.channels()
        for id in chosen where left.contains(id) {
            guard let message = try await store.message(id), message.state == .delivered else { continue }
            let isTakenBack =
                channels[message.sentTo?.channel ?? message.via]?.canRevise ?? false
                ? try await store.takeBack(id, at: workplace.clock.now()) : false
            guard isTakenBack else { continue }
            left.remove(id)
            options.output.result("\(id) has arrived, and is taken back; next: milieu run --due")
        }
        try await options.failOver(left, in: workplace) { message in
            switch message.state {
            case .delivered: "it arrived, and '\(message.via)' cannot take it back; say it in person"
            case .cancelled: "it was let go before\(message.reason.map { " (\($0))" } ?? "")"
            case .sending: "it is on its way just now"
            case .dead: "it did not arrive, and is tried no more"
            case .expired: "it was too late by then, and is tried no more"
            case .queued, .deferred, .retrying, .bundled, .held: "it is \(message.state.rawValue) again"
            }
        }
    }
}
