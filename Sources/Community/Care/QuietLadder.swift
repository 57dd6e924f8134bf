public import Scheduling

/// What the program does when somebody is quiet: less and less is asked of them, and support never shrinks.
///
///     1 check-in that nobody answered   nothing
///     2 in a row                        one gentle note, in other words
///     3 in a row                        no more questions; choices: less often, another way, a pause, a call
///     a week later                      the facilitator's list, which says since when and nothing else
///     30 days quiet                     a contact now and then that asks nothing, for about a year
///
/// Any answer, also a late one, a skip or a no, starts it afresh, and so does whatever they do by a link of theirs; nothing
/// else does, however long ago it was. Nobody is told how often they did not answer, and no
/// text has a date by which anything must be done. It is a function of what was asked and sent, and of the clock.
///
/// The contacts follow Motto's caring contacts, as the VA/DoD guideline shortens them: four monthly, four every two months.
public enum QuietLadder {
    /// In a row, until there is a note.
    static let untilNote = 2
    /// In a row, until nothing more is asked.
    static let untilChoices = 3
    /// After the choices were due.
    static let untilList: Duration = .days(7)
    /// After the first check-in that was not answered.
    static let untilContacts: Duration = .days(30)
    /// Days after the first contact was due.
    static let contactDays: [Int64] = [0, 30, 60, 90, 150, 210, 270, 330]
    /// Between two contacts, however late the first of them was.
    static let betweenContacts: Duration = .days(14)

    /// Where somebody is on it.
    public enum Rung: Int, CaseIterable, Comparable, Sendable {
        case ground, note, choices, list, contacts, rest

        public static func < (left: Rung, right: Rung) -> Bool { left.rawValue < right.rawValue }

        /// Whether nothing is asked of them any more.
        public var stopsQuestions: Bool { self >= .choices }
        /// Whether they are on the facilitator's list.
        public var isListed: Bool { self >= .list }
    }

    /// Where somebody is, and since when they are quiet.
    public struct Standing: Hashable, Sendable {
        public let rung: Rung
        /// When they were asked what they did not answer first; nil on the ground.
        public let quietSince: Instant?

        public static let ground = Standing(rung: .ground, quietSince: nil)
    }

    /// Where somebody is at `now` who was asked these.
    ///
    /// Only what reached them belongs in `asks`: a question that never arrived says nothing about anybody.
    public static func standing(_ asks: [Ask], at now: Instant) -> Standing {
        let unanswered = unanswered(asks, at: now)
        guard let first = unanswered.first, unanswered.count >= untilNote else { return .ground }
        let since = first.askedAt
        guard unanswered.count >= untilChoices else { return Standing(rung: .note, quietSince: since) }
        let choicesAt = unanswered[untilChoices - 1].expiresAt
        let contactsAt = max(choicesAt, since + untilContacts)
        let restAt = contactsAt + .days((contactDays.last ?? 0) + 30)
        let rung: Rung =
            now >= restAt ? .rest : now >= contactsAt ? .contacts : now >= choicesAt + untilList ? .list : .choices
        return Standing(rung: rung, quietSince: since)
    }

    /// What is done for somebody at `now`; nil for nothing, which is the rule.
    ///
    /// `done`: When each was done for them, since they have been quiet or before.
    public static func next(_ asks: [Ask], done: [QuietDeed: [Instant]], at now: Instant) -> QuietDeed? {
        let standing = standing(asks, at: now)
        guard let since = standing.quietSince else { return nil }
        func times(_ deed: QuietDeed) -> [Instant] { (done[deed] ?? []).filter { $0 >= since } }
        switch standing.rung {
        case .ground, .rest: return nil
        case .note: return times(.note).isEmpty ? .note : nil
        case .choices, .list: return times(.choices).isEmpty ? .choices : nil
        case .contacts:
            let had = times(.contact)
            guard had.count < contactDays.count else { return nil }
            let choicesAt = unanswered(asks, at: now)[untilChoices - 1].expiresAt
            let due = max(choicesAt, since + untilContacts) + .days(contactDays[had.count])
            let isTooSoon = had.max().map { now < $0 + betweenContacts } ?? false
            return now >= due && !isTooSoon ? .contact : nil
        }
    }

    /// The check-ins whose windows ended without an answer, since the last answer to anything, oldest first.
    private static func unanswered(_ asks: [Ask], at now: Instant) -> [Ask] {
        let answered = asks.filter { [.answered, .late, .declined].contains($0.state) }.compactMap(\.answeredAt).max()
        return asks.filter { ask in
            ask.kind == .checkIn && (ask.state == .open || ask.state == .expired) && ask.expiresAt <= now
                && (answered.map { ask.askedAt > $0 } ?? true)
        }.sorted { ($0.askedAt, $0.id) < ($1.askedAt, $1.id) }
    }
}

/// What is done for somebody who is quiet.
public enum QuietDeed: String, CaseIterable, Sendable {
    case note
    case choices
    case contact
}
