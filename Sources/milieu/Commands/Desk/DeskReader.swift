import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit

/// Who reads a list.
struct DeskReader: ParsableArguments {
    @Option(name: .customLong("as"), help: "Who reads; left out, for numbers and references.") var name: String?

    /// Whoever reads `matter`; nil for numbers and references, which are for whoever works here.
    func reader(of matter: DeskMatter, in workplace: Workplace, _ options: ProgramOptions) async throws -> Member? {
        try await options.reader(name, of: matter, in: workplace)
    }
}

/// The one place that decides who reads what of others at the desk, and writes down that they did, or were refused.
extension ProgramOptions {
    /// Whoever reads a list of `matter`, in the open; nil where numbers and references are for them, or nobody was named.
    ///
    /// - Throws: The refusal, for somebody who neither reads it nor works here.
    func reader(_ name: String?, of matter: DeskMatter, in workplace: Workplace) async throws -> Member? {
        guard let name else { return nil }
        let who = try await member(name, in: workplace)
        guard !who.reads(matter) else {
            try await note(matter, of: nil, by: who, in: workplace)
            return who
        }
        guard who.may(.workHere) else { throw try await refusal(of: matter, about: nil, to: who, in: workplace) }
        output.say("'\(who.id)' sees numbers and references: \(matter.holders) sees more")
        return nil
    }

    /// Whoever reads `matter` of one person, who may be themself.
    ///
    /// - Throws: The refusal, for anybody else.
    func reader(
        _ name: String?, of matter: DeskMatter, about member: Member, in workplace: Workplace
    ) async throws -> Member {
        guard let name else {
            throw fail(
                "say who reads it with --as NAME: it is for '\(member.id)', and for \(matter.holders)", .notAllowed)
        }
        let who = try await self.member(name, in: workplace)
        guard who.id != member.id else { return who }
        guard who.reads(matter, of: member.id) else {
            throw try await refusal(of: matter, about: member.id, to: who, in: workplace)
        }
        try await note(matter, of: member.id, by: who, in: workplace)
        return who
    }

    /// Whoever works with `matter` of somebody, and is not that person themself, by a role and nothing else.
    ///
    /// `member`: Whose it is; nil where nobody knows.
    func staff(
        _ name: String, for matter: DeskMatter, about member: MemberID?, in workplace: Workplace
    ) async throws -> Member {
        let who = try await self.member(name, in: workplace)
        guard who.reads(matter), who.id != member else {
            throw try await refusal(of: matter, about: member, to: who, in: workplace)
        }
        try await note(matter, of: member, by: who, in: workplace)
        return who
    }

    /// Writes down that `reader` read `matter`: one line for one command.
    func note(
        _ matter: DeskMatter, of member: MemberID?, by reader: Member, isRefused: Bool = false,
        in workplace: Workplace
    ) async throws {
        try await workplace.store.note(
            DeskReading(
                at: workplace.clock.now(), reader: reader.id, matter: matter, about: member, isRefused: isRefused))
    }

    private func refusal(
        of matter: DeskMatter, about member: MemberID?, to reader: Member, in workplace: Workplace
    ) async throws -> ExitCode {
        try await note(matter, of: member, by: reader, isRefused: true, in: workplace)
        // Whose a flag or a reply is, is no word for who may not read it, were it their own.
        if reader.id == member, matter.isTheirs || reader.reads(matter) {
            return fail("'\(reader.id)' may not: it is about themselves, and for somebody else here", .notAllowed)
        }
        let owner = matter.isTheirs ? member.map { "'\($0)', and for " } ?? "" : ""
        return fail("'\(reader.id)' may not: it is for \(owner)\(matter.holders)", .notAllowed)
    }
}

extension DeskMatter {
    /// Whether the person whom it is about reads it too.
    fileprivate var isTheirs: Bool {
        switch self {
        case .replies, .flags, .pairs, .waiting, .reachOut, .reviews, .night, .people, .newcomers: false
        case .standing, .consents, .choices, .stage, .timeline, .record, .deliveries, .goals, .commitments: true
        }
    }

    /// Whose it is, for a sentence that refuses it to somebody.
    var holders: String {
        guard let permission else { return "whom its owner chose" }
        let roles = Role.allCases.filter { Role.permissions[$0]?.isSuperset(of: [.workHere, permission]) ?? false }
            .sorted()
        let words = roles.map { $0 == .staff && permission != .seeNames ? "staff whose work is care" : $0.rawValue }
        return "whoever works here as one of: \(words.joined(separator: ", "))"
    }
}

extension ProgramOptions {
    /// Tells how somebody would see more than numbers; nothing for whoever does.
    func sayWhoReads(_ matter: DeskMatter, unless reader: Member?, _ command: String) {
        guard reader == nil else { return }
        output.say("next: milieu \(command) --as NAME   shows more to \(matter.holders)")
    }
}

extension SmallCells {
    /// A number of people as anybody may read it, in a document: null where it would tell of single ones.
    static func document(of count: Int) -> JSONValue { (1..<least).contains(count) ? .null : .number(count) }
}
