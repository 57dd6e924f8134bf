import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct CommitmentsGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commitments",
        abstract: "Keeps what a member means to do, for them and the one peer they share it with.",
        subcommands: [CommitmentsSet.self, CommitmentsShow.self, CommitmentsShare.self, CommitmentsDone.self])
}

struct CommitmentsSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Writes down what a member means to do, word for word.",
        discussion: """
            They are reminded at the time that they set, and once more when they ask for it: never at another time.

            EXAMPLES
              milieu commitments set ana "Call my brother"
              milieu commitments set ana "Call my brother" --at 2026-11-22T18:00 --follow-up 1d --share-with joana
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Whose it is.") var member: String
    @Argument(help: "Their own words.") var words: String
    @Option(help: "When they want to be reminded, on their own clock.") var at: String?
    @Option(help: "Once more so long after that, such as 1d; left out, not.") var followUp: String?
    @Option(help: "The one peer who may read it.") var shareWith: String?

    func run() async throws {
        let workplace = try await options.open()
        let owner = try await options.member(member, in: workplace)
        guard words.contains(where: { !$0.isWhitespace }) else {
            throw options.fail("expected what they mean to do, in their own words", .usage)
        }
        let peer = try await options.peer(shareWith, of: owner.id, in: workplace)
        let now = workplace.clock.now()
        let remindAt = try at.map { try time($0, of: owner, in: workplace) }
        var followUpAt: Instant?
        if let followUp {
            guard let remindAt else {
                throw options.fail("--follow-up comes after a reminder: give --at as well", .usage)
            }
            guard let wait = Duration(yamlText: followUp), wait >= .seconds(3 * 3_600), wait <= .seconds(7 * 86_400)
            else {
                throw options.fail("--follow-up: expected 3h to 7d, found '\(followUp)'", .usage)
            }
            followUpAt = try awake(remindAt + wait, of: owner, in: workplace, "--follow-up")
        }
        let id = CommitmentID("c-" + Digest.hex(of: "\(owner.id)|\(words)|\(now.milliseconds)").prefix(8))
        let commitment = Commitment(
            id: id, member: owner.id, words: words, sharedWith: peer, remindAt: remindAt, followUpAt: followUpAt,
            setAt: now)
        guard try await workplace.store.setCommitment(commitment) else {
            throw options.fail(
                "'\(owner.id)' has one that stands; when it is behind them: milieu commitments done \(owner.id)")
        }
        options.output.result("commitment \(id): kept")
    }

    /// A time on the member's own clock, at which messages may reach them.
    private func time(_ text: String, of owner: Member, in workplace: Workplace) throws -> Instant {
        let parts = text.split(separator: "T")
        guard parts.count == 2, let date = CivilDate(iso8601: String(parts[0])), let time = LocalTime(String(parts[1]))
        else { throw options.fail("--at: expected a time such as 2026-11-22T18:00, found '\(text)'", .usage) }
        let zone = workplace.engine.zone(ofMemberIn: owner.timeZone)
        let at = zone.firstInstant(of: CivilDateTime(date: date, time: time))
        guard at > workplace.clock.now() else {
            throw options.fail("--at: expected a time to come, found '\(text)'", .usage)
        }
        return try awake(at, of: owner, in: workplace, "--at")
    }

    /// The same instant, when no quiet hours lie over it.
    private func awake(_ at: Instant, of owner: Member, in workplace: Workplace, _ option: String) throws -> Instant {
        let window = owner.quietHours ?? workplace.engine.catalog.configuration.quietHours.window
        let time = workplace.engine.zone(ofMemberIn: owner.timeZone).civil(at: at).time
        guard !window.contains(time) else {
            throw options.fail(
                "\(option): at \(time) they have quiet hours (\(window.from)-\(window.to)), and a reminder comes at its "
                    + "time or not at all; choose another", .usage)
        }
        return at
    }
}

struct CommitmentsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows what somebody may read: their own, and what a peer shares with them.",
        discussion: "EXAMPLES\n  milieu commitments show --as joana")

    @OptionGroup var options: ProgramOptions
    @Option(name: .customLong("as"), help: "Who reads it.") var name: String
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let reader = try await options.member(name, in: workplace)
        let found = try await workplace.store.commitments(readableBy: reader.id)
        for owner in Set(found.map(\.member)) where owner != reader.id {
            try await options.note(.commitments, of: owner, by: reader, in: workplace)
        }
        if json {
            return options.output.result(
                JSONValue.array(
                    found.map {
                        .object([
                            ("id", .string($0.id.rawValue)), ("member", .string($0.member.rawValue)),
                            ("words", .string($0.words)), ("shared_with", .optional($0.sharedWith?.rawValue)),
                            ("remind_at", .optional($0.remindAt?.iso8601)),
                            ("follow_up_at", .optional($0.followUpAt?.iso8601)),
                        ])
                    }
                ).text())
        }
        guard !found.isEmpty else { return options.output.say("Nothing stands that '\(reader.id)' may read.") }
        for commitment in found {
            options.output.result("\(commitment.member): \(commitment.words)")
        }
    }
}

struct CommitmentsShare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "share", abstract: "Shares what stands of a member with one peer, at the member's word.",
        discussion:
            "EXAMPLES\n  milieu commitments share ana --with joana\n  milieu commitments share ana --with-nobody")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Whose it is.") var member: String
    @Option(help: "The one peer who may read it from here on.") var with: String?
    @Flag(help: "It is theirs alone again.") var withNobody = false

    func validate() throws {
        if withNobody == (with != nil) { throw ValidationError("expected one of --with and --with-nobody") }
    }

    func run() async throws {
        let workplace = try await options.open()
        let owner = try await options.member(member, in: workplace)
        let peer = try await options.peer(with, of: owner.id, in: workplace)
        guard try await workplace.store.shareCommitment(of: owner.id, with: peer) else {
            throw options.fail("nothing stands of '\(owner.id)'")
        }
        options.output.result(peer.map { "shared with \($0), and with nobody else" } ?? "theirs alone")
    }
}

struct CommitmentsDone: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "done", abstract: "Takes a member's word that it is behind them, however it went.",
        discussion: "EXAMPLES\n  milieu commitments done ana")

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Whose it is.") var member: String

    func run() async throws {
        let workplace = try await options.open()
        let owner = try await options.member(member, in: workplace)
        guard try await workplace.store.endCommitment(of: owner.id, at: workplace.clock.now()) else {
            throw options.fail("nothing stands of '\(owner.id)'")
        }
        options.output.result("kept; nothing reminds of it any more")
    }
}

extension ProgramOptions {
    /// The peer that somebody chose to share with; nil where they chose nobody.
    fileprivate func peer(_ name: String?, of owner: MemberID, in workplace: Workplace) async throws -> MemberID? {
        guard let name else { return nil }
        let peer = try await member(name, in: workplace)
        guard peer.id != owner else { throw fail("expected another person than '\(owner)' to share it with", .usage) }
        guard !peer.roles.isDisjoint(with: [.member, .newcomer, .mentor, .peerWorker]) else {
            throw fail("'\(name)' is staff; it is shared with a peer", .usage)
        }
        return peer.id
    }
}
