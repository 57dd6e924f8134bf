import Community
import Delivery
import Messages
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport

@testable import milieu

/// A platform that does anything it likes with each attempt, by a seed, and remembers all of them.
final class WildPlatform: Sendable {
    /// One attempt as the platform saw it.
    struct Attempt: Hashable {
        let id: String
        let channel: String
        let verdict: Verdict
        let order: Int

        /// Whether the message may be with its reader.
        var mayHaveArrived: Bool {
            switch verdict {
            case .delivered, .ambiguous: true
            default: false
            }
        }

        var countsAsAttempt: Bool {
            switch verdict {
            case .throttled, .channelBroken: false
            default: true
            }
        }
    }

    private struct State {
        var attempts: [Attempt] = []
        var times: [String: Int] = [:]
        var isTame = false
        var underWay: [String: String] = [:]
        var problems: [String] = []
    }

    private let seed: UInt64
    private let state = Mutex(State())

    init(seed: UInt64) { self.seed = seed }

    var attempts: [Attempt] { state.withLock { $0.attempts } }
    var problems: [String] { state.withLock { $0.problems } }

    /// From now on everything is taken.
    func tame() { state.withLock { $0.isTame = true } }

    /// An attempt begins; `key` is the person, the channel and the thread.
    func begin(_ id: String, key: String) {
        state.withLock { state in
            if let other = state.underWay[key] { state.problems.append("\(id) goes while \(other) does, of \(key)") }
            state.underWay[key] = id
        }
    }

    func end(_ id: String, by channel: String, key: String) -> Verdict {
        state.withLock { state in
            state.underWay[key] = nil
            let time = state.times[id, default: 0]
            state.times[id] = time + 1
            var random = SplitMix64(seedText: "\(seed)|\(id)|\(time)")
            let verdict = state.isTame ? .delivered(receipt: nil) : Self.verdict(&random)
            state.attempts.append(Attempt(id: id, channel: channel, verdict: verdict, order: state.attempts.count))
            return verdict
        }
    }

    private static func verdict(_ random: inout SplitMix64) -> Verdict {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<45: .delivered(receipt: "ok")
        case 45..<65: .retry(after: Bool.random(using: &random) ? .minutes(9) : nil, reason: "503")
        case 65..<72: .throttled(for: .minutes(2), reason: "429")
        case 72..<79: .throttled(for: .minutes(2), reason: "429", scope: .recipient)
        case 79..<84: .refused(reason: "400")
        case 84..<94: .ambiguous(reason: "no answer")
        case 94..<97: .recipientGone(reason: "blocked")
        case 97..<98: .channelBroken(reason: "410")
        default: .retry(after: nil, reason: "reset")
        }
    }
}

/// Sends to a wild platform.
struct WildChannel: Channel {
    struct Settings: SettingsGroup {}
    static let kind = "wild"
    static let summary = "Stands in."

    let name: String
    let resendsWhenAmbiguous: Bool

    init(name: String, resends: Bool) {
        self.name = name
        resendsWhenAmbiguous = resends
    }
    init(settings: Settings, program: ProgramIdentity) throws(ChannelError) { self.init(name: "wild", resends: true) }

    var endpoint: String { name }

    func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        [Array(message.text.utf8)]
    }

    func outgoing(_ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant) throws(ChannelError)
        -> Outgoing
    {
        .request(HTTPRequest(url: "\(name)|\(envelope.id)", headers: [], body: part, timeout: .seconds(1)))
    }

    /// The transport below puts the verdict's place into the answer, as a channel keeps nothing itself.
    func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        guard case .answered(let response) = outcome else { return .retry(after: nil, reason: "no answer") }
        return WildTransport.verdict(from: response)
    }
}

/// Carries attempts to the platform, and its verdicts back.
final class WildTransport: Transport {
    private let platform: WildPlatform
    private let keys: [String: String]
    private static let verdicts = Mutex<[Int: Verdict]>([:])

    /// `keys`: Person and thread by message.
    init(_ platform: WildPlatform, keys: [String: String]) {
        self.platform = platform
        self.keys = keys
    }

    static func verdict(from response: HTTPResponse) -> Verdict {
        verdicts.withLock { $0.removeValue(forKey: response.status) } ?? .retry(after: nil, reason: "lost")
    }

    func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let parts = request.url.split(separator: "|").map(String.init)
        let key = "\(parts[0]) \(keys[parts[1]] ?? parts[1])"
        platform.begin(parts[1], key: key)
        await Task.yield()
        let verdict = platform.end(parts[1], by: parts[0], key: key)
        let number = Self.verdicts.withLock { verdicts in
            let number = (verdicts.keys.max() ?? 1_000) + 1
            verdicts[number] = verdict
            return number
        }
        return HTTPResponse(status: number)
    }

    func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult { throw .stopped }
}

/// The store's outbox as a process sees it that ends at one of its calls.
final class MortalOutbox: Outbox {
    struct Dead: Error {}

    private let outbox: StoreOutbox
    private let callsLeft: Mutex<Int>

    /// `calls`: How many calls the process lives to make; the last one is kept by the store or not, without its knowing.
    init(_ outbox: StoreOutbox, calls: Int) {
        self.outbox = outbox
        callsLeft = Mutex(calls)
    }

    private func call<Value>(_ body: () async throws -> Value) async throws -> Value {
        let left = callsLeft.withLock { left in
            left -= 1
            return left
        }
        if left < 0 { throw Dead() }
        let value = try await body()
        if left == 0 { throw Dead() }
        return value
    }

    func claim(_ request: ClaimRequest, now: Instant) async throws -> MessageClaim {
        try await call { try await outbox.claim(request, now: now) }
    }
    func keepPayloads(_ payloads: [FreshPayload]) async throws -> Set<String> {
        try await call { try await outbox.keepPayloads(payloads) }
    }
    func lookAgain(at claims: [ClaimedMessage]) async throws -> [ClaimedMessage] {
        try await call { try await outbox.lookAgain(at: claims) }
    }
    func keepProgress(_ hold: MessageHold, partsSent: Int, receipt: String?) async throws -> Bool {
        try await call { try await outbox.keepProgress(hold, partsSent: partsSent, receipt: receipt) }
    }
    func renew(_ claims: [MessageHold], now: Instant) async throws {
        try await call { try await outbox.renew(claims, now: now) }
    }
    func record(
        _ records: [DeliveryRecord], standings: [ChannelStanding], pauses: [RecipientPause]
    ) async throws -> Int {
        try await call { try await outbox.record(records, standings: standings, pauses: pauses) }
    }
    func tellStaff(ofDisabled channel: String, now: Instant) async throws {}
}

/// Lets everything through.
struct OpenGate: SendGate {
    func decide(_ claims: [ClaimedMessage]) async throws -> [SendDecision] { claims.map { _ in .send(values: [:]) } }
}

/// Shows nothing.
struct DarkScreen: Screen { func show(_ text: String) -> Bool { true } }
