import Community
import Messages
import PluginKit
import Scheduling
import Synchronization
import TestSupport

@testable import Delivery

/// An outbox in memory that gives its messages out once.
final class FakeOutbox: Outbox {
    private struct State {
        var claims: [ClaimedMessage]
        var records: [DeliveryRecord] = []
        var fresh: [FreshPayload] = []
        var progress: [Int] = []
        var standings: [String: ChannelStanding] = [:]
        var pauses: [RecipientPause] = []
        var requests: [ClaimRequest] = []
        var told: [String] = []
        var looks = 0
        var renewals = 0
    }

    struct Busy: Error {}

    private let state: Mutex<State>
    private let failures = Mutex(0)
    private let lost: Set<String>
    private let moves: [ContactPoint: String]
    private let onRecord: @Sendable ([DeliveryRecord]) -> Void
    /// What has become of people and claims by the second look.
    private let onLook: @Sendable ([ClaimedMessage]) -> [ClaimedMessage]
    private let onRenew: @Sendable (Int) -> Void
    private let isLostMidway: Bool

    /// Makes one with these messages.
    ///
    /// `isLostMidway`: Whether others take messages over between their parts.
    /// `onLook`: What a second look finds.
    /// `onRenew`: Called with the number of renewals so far.
    /// `failing`: How many writes fail first.
    /// `lost`: Messages that others take over before their bytes are kept.
    /// `moves`: Addresses that have another name.
    init(
        _ claims: [ClaimedMessage], failing: Int = 0, standings: [ChannelStanding] = [], lost: Set<String> = [],
        moves: [ContactPoint: String] = [:], isLostMidway: Bool = false,
        onRecord: @Sendable @escaping ([DeliveryRecord]) -> Void = { _ in },
        onRenew: @Sendable @escaping (Int) -> Void = { _ in },
        onLook: @Sendable @escaping ([ClaimedMessage]) -> [ClaimedMessage] = { $0 }
    ) {
        var state = State(claims: claims)
        for standing in standings { state.standings[standing.channel] = standing }
        self.state = Mutex(state)
        self.lost = lost
        self.moves = moves
        self.onRecord = onRecord
        self.onLook = onLook
        self.onRenew = onRenew
        self.isLostMidway = isLostMidway
        failures.withLock { $0 = failing }
    }

    var records: [DeliveryRecord] { state.withLock { $0.records } }
    var fresh: [FreshPayload] { state.withLock { $0.fresh } }
    var payloads: [String] {
        fresh.flatMap { PayloadParts.parts(of: $0.bytes) ?? [] }.map { String(decoding: $0, as: UTF8.self) }
    }
    var progress: [Int] { state.withLock { $0.progress } }
    var standings: [String: ChannelStanding] { state.withLock { $0.standings } }
    var pauses: [RecipientPause] { state.withLock { $0.pauses } }
    var requests: [ClaimRequest] { state.withLock { $0.requests } }
    var told: [String] { state.withLock { $0.told } }
    var looks: Int { state.withLock { $0.looks } }
    var renewals: Int { state.withLock { $0.renewals } }

    func claim(_ request: ClaimRequest, now: Instant) async throws -> MessageClaim {
        state.withLock { state in
            state.requests.append(request)
            var claim = MessageClaim()
            claim.standings = state.standings
            claim.moves = moves
            var rooms = request.rooms
            state.claims.removeAll { message in
                let channel = message.message.via
                guard rooms[channel] ?? request.other > 0 else {
                    claim.more.insert(channel)
                    return false
                }
                rooms[channel, default: request.other] -= 1
                claim.messages.append(message)
                return true
            }
            return claim
        }
    }

    func keepPayloads(_ payloads: [FreshPayload]) async throws -> Set<String> {
        state.withLock { $0.fresh += payloads.filter { !lost.contains($0.id) } }
        return lost
    }

    func lookAgain(at claims: [ClaimedMessage]) async throws -> [ClaimedMessage] {
        state.withLock { $0.looks += 1 }
        return onLook(claims)
    }

    func keepProgress(_ hold: MessageHold, partsSent: Int, receipt: String?) async throws -> Bool {
        state.withLock { $0.progress.append(partsSent) }
        return !isLostMidway
    }

    func renew(_ claims: [MessageHold], now: Instant) async throws {
        onRenew(
            state.withLock { state in
                state.renewals += 1
                return state.renewals
            })
    }

    func record(
        _ records: [DeliveryRecord], standings: [ChannelStanding], pauses: [RecipientPause]
    ) async throws -> Int {
        let isFailing = failures.withLock { left in
            left -= 1
            return left >= 0
        }
        if isFailing { throw Busy() }
        onRecord(
            state.withLock { state in
                state.records += records
                for standing in standings { state.standings[standing.channel] = standing }
                state.pauses += pauses
                return state.records
            })
        return 0
    }

    func tellStaff(ofDisabled channel: String, now: Instant) async throws {
        state.withLock { $0.told.append(channel) }
    }
}

/// Decides alike about every message, but for some.
struct FakeGate: SendGate {
    let decision: SendDecision
    /// By id, what is decided otherwise.
    var others: @Sendable (ClaimedMessage) -> SendDecision? = { _ in nil }
    func decide(_ claims: [ClaimedMessage]) async throws -> [SendDecision] { claims.map { others($0) ?? decision } }
}

/// Answers as it is told: the verdicts one after another, then the last one again.
struct FakeChannel: Channel {
    struct Settings: SettingsGroup {}
    static let kind = "fake"
    static let summary = "Stands in."

    private final class Script: Sendable {
        private let verdicts: Mutex<[Verdict]>
        init(_ verdicts: [Verdict]) { self.verdicts = Mutex(verdicts) }
        func next() -> Verdict {
            verdicts.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? .delivered(receipt: nil) }
        }
    }

    private let script: Script
    var resendsWhenAmbiguous = true
    var isForStaff = false
    var canRevise = false
    var ownDestination: String?
    var endpoint = "fake"
    var parts = 1
    var paces: [Pace] = []
    var onSend: @Sendable () async -> Void = {}

    init(
        _ verdicts: Verdict..., resends: Bool = true, endpoint: String = "fake", parts: Int = 1,
        isForStaff: Bool = false, canRevise: Bool = false, ownDestination: String? = nil,
        onSend: @Sendable @escaping () async -> Void = {}
    ) {
        script = Script(verdicts)
        self.onSend = onSend
        self.parts = parts
        self.isForStaff = isForStaff
        self.canRevise = canRevise
        self.ownDestination = ownDestination
        resendsWhenAmbiguous = resends
        self.endpoint = endpoint
    }

    init(settings: Settings, program: ProgramIdentity) throws(ChannelError) { self.init() }

    func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        if message.subject == "no" { throw ChannelError("the platform cannot carry it") }
        let style = envelope.style == .plain ? "plain " : ""
        return (0..<parts).map { Array((style + message.text + (parts > 1 ? " \($0 + 1)" : "")).utf8) }
    }

    func outgoing(_ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant) throws(ChannelError)
        -> Outgoing
    {
        .request(HTTPRequest(url: endpoint, headers: [], body: part, timeout: .seconds(1)))
    }

    func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict { script.next() }

    func outgoing(
        _ revision: Revision, of receipt: String, index: Int, for envelope: Envelope
    ) throws(ChannelError) -> Outgoing {
        let body =
            switch revision {
            case .replace(let part): Array("\(receipt) is now: ".utf8) + part
            case .takeBack: Array("\(receipt) is no more".utf8)
            }
        return .request(HTTPRequest(url: endpoint, headers: [], body: body, timeout: .seconds(1)))
    }
}

/// Answers when the channels of a test let it, and keeps what went.
final class FakeTransport: Transport {
    private let channels: [String: FakeChannel]
    private let bodies = Mutex<[String]>([])

    init(channels: [String: FakeChannel]) { self.channels = channels }

    var sent: [String] { bodies.withLock { $0 } }

    func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        bodies.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
        for channel in channels.values where channel.endpoint == request.url { await channel.onSend() }
        return HTTPResponse(status: 204)
    }

    func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult { throw .stopped }
}

struct NoScreen: Screen { func show(_ text: String) -> Bool { false } }
