import Delivery
import Messages
import Persistence
import PluginKit
import Scheduling

/// Tells a check of Healthchecks whether the program's work went well, so that somebody hears of a night without it.
///
/// That no ping comes is the strongest sign, so a ping that cannot be sent is a warning here and no failure. Nothing about
/// a person is told, only how many messages stand where.
struct HealthWatch: Sendable {
    let url: Secret
    let transport: any Transport
    let clock: any WallClock

    /// Between two pings of `milieu serve`.
    static let interval: Duration = .seconds(300)

    /// Sends one ping; why it did not arrive, or nil.
    func ping(isFailure: Bool, _ words: String) async -> String? {
        let request = HealthchecksPing(url: url).request(isFailure: isFailure, body: words)
        var outcome: TransportOutcome
        do throws(TransportError) {
            outcome = .answered(try await transport.perform(request))
        } catch {
            outcome = .failed(error)
        }
        switch HealthchecksPing.verdict(outcome, at: clock.now()) {
        case .delivered: return nil
        case .retry(_, let reason), .throttled(_, let reason, _), .degrade(let reason), .refused(let reason),
            .full(let reason), .moved(_, let reason), .unwelcome(let reason), .recipientGone(let reason),
            .channelBroken(let reason),
            .ambiguous(let reason):
            return reason
        }
    }

    /// Does the work of `milieu run --due` and tells how it went, unless it was stopped.
    static func told(
        of workplace: Workplace, by output: Output, _ work: () async throws -> Void
    ) async throws {
        do {
            try await work()
        } catch {
            if !Task.isCancelled { await tell(of: workplace, by: output, isFailure: true) }
            throw error
        }
        if !Task.isCancelled { await tell(of: workplace, by: output, isFailure: false) }
    }

    /// Tells every few minutes that the node lives, until the task is cancelled.
    static func keepTelling(of workplace: Workplace, by output: Output) async {
        repeat {
            await tell(of: workplace, by: output, isFailure: false)
        } while (try? await Task.sleep(for: interval)) != nil
    }

    private static func tell(of workplace: Workplace, by output: Output, isFailure: Bool) async {
        guard let watch = workplace.healthWatch else { return }
        var isFailure = isFailure
        var words = isFailure ? "What was due failed in part; see milieu status." : "What was due is done."
        do {
            let counts = try await workplace.store.countMessages()
            words += counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\n\($0.key.rawValue): \($0.value)" }
                .joined()
        } catch {
            isFailure = true
            words = "The store cannot be reached."
        }
        if let reason = await watch.ping(isFailure: isFailure, words) {
            output.say("warning: Healthchecks was not told: \(reason)")
        }
    }
}
