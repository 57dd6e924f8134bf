public import Community
import PluginKit
public import Scheduling

extension Store {
    /// Takes in a roster: new people are added, known ones brought up to date, nobody is removed.
    ///
    /// A stop, or a pause that lasts longer than the roster says, stays: those are the person's own, and no list takes
    /// them back. Whoever comes under another id to an address that somebody has stopped finds it stopped. What it says of a stop, a pause and a stage counts when it says something else than before; so an import
    /// of the same roster again changes nothing, also of what a person or the desk has changed since. What somebody agreed
    /// to is taken in as `Consents.taking` says, and what they want nothing by as `moved` does. What the roster says nothing
    /// of stays.
    ///
    /// `silence`: The columns and cells that the roster has not; it says all when left out.
    /// `consents`: The forms that a listed consent is given under, and the days that the list names.
    /// `isTrial`: Compare only, and write nothing.
    /// `expected`: The fingerprint of the difference that a person has seen; nil to take whatever it is.
    /// `erased`: How those are known who were erased, and are left out or welcome; nil to take everybody for new.
    /// `progress`: Called with the number of people done so far, now and then.
    /// - Throws: `RosterOvertaken` when the difference is another by now; nothing is written then.
    public func importRoster(
        _ members: [Member], doNotPair: [MemberPair], silence: RosterSilence = RosterSilence(), at now: Instant,
        isTrial: Bool = false, consents terms: RosterConsents = RosterConsents(), expecting expected: String? = nil,
        erased: ErasedPeople? = nil,
        progress: @Sendable @escaping (Int) -> Void = { _ in }
    ) async throws -> RosterChange {
        let work: @Sendable (any SQLConnection) throws -> RosterChange = { connection in
            var intake = RosterIntake(terms, silence, at: now, isTrial: isTrial)
            if !isTrial { for form in Purpose.allCases.compactMap(terms.forms.current) { try connection.put(form) } }
            let gone = try erased.map { GoneNames($0, known: try connection.pseudonymsOfErased()) }
            var back: Set<MemberID> = []
            for start in stride(from: 0, to: members.count, by: 500) {
                let page = members[start..<min(start + 500, members.count)]
                let known = try connection.listedPeople(page.map(\.id))
                try intake.lookForStops(of: page, known: known, in: connection)
                for member in page {
                    guard known[member.id] == nil, let gone, let pseudonym = gone.pseudonym(of: member.id) else {
                        try intake.take(
                            gone?.withoutWishes(member) ?? member, known: known[member.id], into: connection)
                        continue
                    }
                    guard gone.areWelcome else {
                        intake.change.erased.append(member.id)
                        continue
                    }
                    if !isTrial { try connection.recognise(member.id, as: pseudonym, at: now) }
                    back.insert(member.id)
                    try intake.take(member, known: nil, into: connection)
                }
                try intake.keepConsents(in: connection)
                progress(start + page.count)
            }
            try intake.keepApart(
                try gone?.named(doNotPair, back: back, in: connection) ?? doNotPair.map { ($0, kept: $0) },
                in: connection)
            let change = intake.end()
            if let expected, change.fingerprint != expected { throw RosterOvertaken(change: change) }
            return change
        }
        return isTrial ? try await database.read(work) : try await database.write(work)
    }
}

extension Store {
    /// Those of `ids` who were erased and have not come back.
    public func erased(among ids: [MemberID], _ erased: ErasedPeople) async throws -> Set<MemberID> {
        let gone = GoneNames(erased, known: try await database.read { try $0.pseudonymsOfErased() })
        return Set(ids.filter { gone.pseudonym(of: $0) != nil })
    }
}

/// The pseudonyms of people who were erased, for what a roster says of them.
private struct GoneNames {
    private let erased: ErasedPeople
    private let known: Set<String>

    init(_ erased: ErasedPeople, known: Set<String>) {
        self.erased = erased
        self.known = known
    }

    var areWelcome: Bool { erased.areWelcome }

    /// nil for somebody who was not erased.
    func pseudonym(of id: MemberID) -> String? {
        if known.isEmpty { return nil }
        let pseudonym = erased.pseudonym(id)
        return known.contains(pseudonym) ? pseudonym : nil
    }

    /// The person without wishes for somebody who is gone, whose id is not to be written anywhere.
    func withoutWishes(_ member: Member) -> Member {
        guard !known.isEmpty, !member.pairing.wishes.isEmpty else { return member }
        var member = member
        member.pairing.wishes = member.pairing.wishes.filter { pseudonym(of: $0) == nil }
        return member
    }

    /// The pairs with the pseudonyms of those who are gone, and are not back by now; `kept`: as they are kept from before,
    /// which is under the pseudonyms still when those of `back` are taken in for a trial.
    func named(
        _ pairs: [MemberPair], back: Set<MemberID>, in connection: any SQLConnection
    ) throws -> [(pair: MemberPair, kept: MemberPair)] {
        if known.isEmpty { return pairs.map { ($0, kept: $0) } }
        let here = Set(try connection.people(Array(Set(pairs.flatMap { [$0.first, $0.second] }))).keys)
        func name(_ pair: MemberPair, _ here: Set<MemberID>) -> MemberPair {
            func name(_ id: MemberID) -> MemberID {
                here.contains(id) ? id : pseudonym(of: id).map { MemberID($0) } ?? id
            }
            return MemberPair(name(pair.first), name(pair.second))
        }
        return pairs.map { (name($0, here.union(back)), kept: name($0, here)) }
    }
}

/// One import in its transaction.
private struct RosterIntake {
    let terms: RosterConsents
    let silence: RosterSilence
    let now: Instant
    let isTrial: Bool
    var change = RosterChange()
    private var stops = StandingStops()
    private var digest = DifferenceDigest()
    private var agreed: [(member: MemberID, consent: Consent)] = []

    init(_ terms: RosterConsents, _ silence: RosterSilence, at now: Instant, isTrial: Bool) {
        self.terms = terms
        self.silence = silence
        self.now = now
        self.isTrial = isTrial
    }

    /// Looks for stops at contact points that people of a page have not had so far; words about their work reach staff.
    mutating func lookForStops(
        of page: ArraySlice<Member>, known: [MemberID: ListedPerson], in connection: any SQLConnection
    ) throws {
        var points: Set<ContactPoint> = []
        for member in page where !Role.areOfStaff(member.roles) {
            let old = known[member.id]?.member.contacts ?? []
            for point in member.contacts where !point.address.isEmpty && !old.contains(point) { points.insert(point) }
        }
        try stops.look(for: points, in: connection)
    }

    /// Who stopped at an address under one id has stopped there under another.
    private mutating func keepStops(_ member: inout Member, over old: Member?) {
        if Role.areOfStaff(member.roles) { return }
        for point in member.contacts where old?.contacts.contains(point) != true && member.health[point] == nil {
            guard let stop = stops.first(at: point, besides: member.id) else { continue }
            member.health.append(
                ContactHealth(
                    contact: point, state: .stopped, since: stop.since,
                    reason: "asked there for no more messages, under another id"))
            change.keptStops.append(RosterChange.KeptStop(member: member.id, contact: point, holder: stop.member))
        }
    }

    mutating func take(_ member: Member, known: ListedPerson?, into connection: any SQLConnection) throws {
        let old = known?.member
        let word = RosterWord(member, silence, over: known?.word)
        var member = old.map { silence.completing(member, from: $0) } ?? member
        member.move = old?.move
        // A contact point that reaches nobody is tried again when it is another one, not when it is read again.
        member.health = old.map { $0.health.moved(from: $0.contacts, to: member.contacts, at: now) } ?? []
        keepStops(&member, over: old)
        if let known, let old {
            // What the list said before was done then; since then it is the person's, or the desk's, to say otherwise.
            member.hasStopped = old.hasStopped || (word.hasStopped && !known.word.hasStopped)
            member.pausedUntil =
                word.pausedUntil == known.word.pausedUntil
                ? old.pausedUntil : [member.pausedUntil, old.pausedUntil].compactMap(\.self).max()
            // A list takes people on along their way, and never back.
            member.stage = word.stage == known.word.stage ? old.stage : max(member.stage, old.stage)
        }
        member.stageSince = old?.stageSince
        member.endedAt = old?.endedAt
        if let old, old.stage != member.stage {
            let stage = member.stage
            member.stage = old.stage
            member.enter(stage, at: now)
        }
        var given: [Consent] = []
        if let old, silence.covers("consents", of: member.id) {
            member.consents = old.consents
        } else {
            let (changed, refused) = connection.taking(&member, over: old, terms, at: now)
            given = changed
            agreed += changed.map { (member.id, $0) }
            change.consentsNotGiven += refused.count
        }
        if member == old {
            change.unchanged += 1
            if !isTrial, let known, known.word != word { try connection.keep(word, of: member.id) }
            return
        }
        if change.details.count < RosterChange.mostDetails {
            change.details.append(RosterChange.Detail(old: old, new: member))
        }
        if let old, old.timeZone != member.timeZone { member.move = ZoneMove(from: old.timeZone, at: now) }
        let values = MemberRows.arguments(member, at: now)
        if let old { digest.add(MemberRows.timeless(MemberRows.arguments(old))) }
        digest.add(MemberRows.timeless(values))
        digest.add(member.hasStopped ? "stopped" : "")
        for consent in given {
            digest.add(
                "\(consent.purpose) \(consent.state) \(consent.version) \(consent.signedOn?.iso8601 ?? "")")
        }
        if old == nil { change.added.append(member.id) } else { change.changed.append(member.id) }
        if isTrial { return }
        try connection.put(values, saying: word)
        if let old {
            if old.stage != member.stage { try connection.entered(member, at: now) }
            try connection.withdrawPairs(of: member.id, at: now)
        }
        // A first import of a whole program is no news about those who have been there for years, and who is only invited
        // joins when somebody says so.
        let days = member.joinedOn.map { Int(now.seconds / 86_400) - $0.daysSince1970 }
        if old == nil, member.stage.isHere, let days, days <= 31 {
            try connection.note(EventName.memberJoined.rawValue, [member.id], about: member.id.rawValue, at: now)
        }
    }

    /// Writes down what the people taken so far agreed to.
    mutating func keepConsents(in connection: any SQLConnection) throws {
        if !isTrial { try connection.putImported(agreed, at: now) }
        agreed = []
    }

    mutating func keepApart(
        _ pairs: [(pair: MemberPair, kept: MemberPair)], in connection: any SQLConnection
    ) throws {
        for (pair, kept) in pairs {
            let known = try connection.row(
                "SELECT 1 FROM do_not_pair WHERE first = $1 AND second = $2 AND kind = 'preference'",
                [.text(kept.first.rawValue), .text(kept.second.rawValue)]
            ) { _ in true }
            guard known == nil else { continue }
            change.doNotPairAdded += 1
            digest.add("\(pair.first) \(pair.second)")
            if isTrial { continue }
            try connection.execute(
                """
                INSERT INTO do_not_pair (first, second, kind, set_at) VALUES ($1, $2, 'preference', $3)
                ON CONFLICT DO NOTHING
                """, [.text(pair.first.rawValue), .text(pair.second.rawValue), .instant(now)])
            try connection.withdrawPairs(of: pair.first, at: now)
        }
    }

    func end() -> RosterChange {
        var change = change
        change.fingerprint = digest.text
        return change
    }
}

/// A person as the store has them, and what a roster said of them last.
private struct ListedPerson {
    let member: Member
    let word: RosterWord
}

extension SQLConnection {
    /// The people of one page of a roster who are known.
    fileprivate func listedPeople(_ ids: [MemberID]) throws -> [MemberID: ListedPerson] {
        var reader = MemberRows()
        let people = try rows(
            "SELECT listed, \(MemberRows.columns) FROM person WHERE id IN (\(placeholders(ids.count)))",
            ids.map { .text($0.rawValue) }
        ) { ListedPerson(member: reader.member($0, from: 1), word: RosterWord(text: $0.text(0))) }
        return Dictionary(people.map { ($0.member.id, $0) }) { first, _ in first }
    }

    /// `values`: As `MemberRows.arguments` has them.
    fileprivate func put(_ values: [SQLValue], saying word: RosterWord) throws {
        try execute(MemberRows.insertion, values + [.text(word.text)])
    }

    fileprivate func keep(_ word: RosterWord, of id: MemberID) throws {
        try execute("UPDATE person SET listed = $1 WHERE id = $2", [.text(word.text), .text(id.rawValue)])
    }
}
