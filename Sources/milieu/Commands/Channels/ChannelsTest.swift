import ArgumentParser
import Definitions
import Delivery
import PluginKit

struct ChannelsTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Sends one test message through a channel, and tells what became of it.",
        discussion: """
            EXAMPLES
              milieu channels test team
              milieu channels test letters --to you@example.org

            Exits with 0 when it arrived, 5 when it was refused or nobody knows, 69 when nobody answered or the platform
            asks to wait.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The channel's name.") var name: String
    @Option(help: "Where it goes, such as your own address; the channel's own destination without it.") var to: String?

    func run() async throws {
        let result = try options.channels()
        let channel = try options.channel(name, in: result)
        guard let configuration = result.configuration else { throw options.invalid(result.diagnostics, in: result) }
        guard channel.isForStaff || !KillSwitch(root: options.dir).isOn else {
            throw options.fail(
                "\(KillSwitch.name) is there, so no message goes to members; take it away first", .usage)
        }
        let message = TrialMessage.message(
            title: "Test message",
            body: "This is a test message from \(configuration.label). Nothing needs to be done about it.")
        let clock = SystemClock()
        let envelope = TrialMessage.envelope(to: to ?? "", id: Self.freshID(), at: clock.now())
        let driver = OAuthSignIn(over: CurlDriver(policy: EgressPolicy(configuration.egress)), clock: clock)
        var verdict = Verdict.refused(reason: "there was nothing to send")
        do {
            for (index, part) in try channel.compose(message, for: envelope).enumerated() {
                let outgoing = try channel.outgoing(part, index: index, for: envelope, at: clock.now())
                verdict = channel.classify(await driver.carry(outgoing, screen: StandardScreen()), at: clock.now())
                guard case .delivered = verdict else { break }
            }
        } catch {
            throw options.fail(to == nil ? "\(error); say where it goes with --to" : "\(error)", .usage)
        }
        let (sentence, status) = Self.told(verdict, endpoint: channel.endpoint)
        guard status != .done else { return options.output.result(sentence) }
        throw options.fail(sentence, status)
    }

    /// What became of it in a sentence, and how the command ends.
    static func told(_ verdict: Verdict, endpoint: String) -> (sentence: String, status: ExitStatus) {
        switch verdict {
        case .delivered(let receipt): ("\(endpoint) took the message\(receipt.map { ": \($0)" } ?? "")", .done)
        case .retry(_, let reason): ("not sent now, and worth another try: \(reason)", .unavailable)
        case .throttled(let delay, let reason, _): ("\(reason); it asks to wait for \(delay.yamlText)", .unavailable)
        case .refused(let reason), .degrade(let reason), .unwelcome(let reason):
            ("the message was refused: \(reason)", .someDeliveriesFailed)
        case .full(let reason): ("not sent now: \(reason)", .unavailable)
        case .moved(let address, let reason): ("\(reason); send to \(address)", .someDeliveriesFailed)
        case .recipientGone(let reason): ("nobody is reached there: \(reason)", .someDeliveriesFailed)
        case .channelBroken(let reason):
            ("the channel does not work until it is mended: \(reason)", .someDeliveriesFailed)
        case .ambiguous(let reason): ("nobody knows whether it arrived: \(reason)", .someDeliveriesFailed)
        }
    }

    /// 32 hexadecimal digits that no other message has.
    private static func freshID() -> String {
        (0..<2).map { _ in
            let word = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - word.count) + word
        }.joined()
    }
}
