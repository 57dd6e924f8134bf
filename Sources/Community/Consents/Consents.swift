public import Scheduling

/// How one person stands to each purpose: the last consent to each, which is all that the gates ask.
public struct Consents: Hashable, Sendable {
    public private(set) var latest: [Purpose: Consent]

    /// The later of two to one purpose counts.
    public init(_ consents: [Consent] = []) {
        latest = Dictionary(consents.map { ($0.purpose, $0) }) { $0.notedAt > $1.notedAt ? $0 : $1 }
    }

    public subscript(purpose: Purpose) -> Consent? { latest[purpose] }

    /// Takes in what is written down now.
    public mutating func note(_ consent: Consent) { latest[consent.purpose] = consent }

    /// Whether messages of a purpose rest on a consent at `now`, on the person's own clock.
    public func isGiven(_ purpose: Purpose, at now: Instant, in zone: ZoneRules) -> Bool {
        latest[purpose]?.state(at: now, in: zone) == .given
    }

    /// The purposes that were agreed to and not taken back, whether or not their day is over.
    public var given: Set<Purpose> { Set(latest.values.filter { $0.state == .given }.map(\.purpose)) }

    /// Why messages of a purpose do not go.
    public func refusal(_ purpose: Purpose, at now: Instant, in zone: ZoneRules) -> String {
        guard let consent = latest[purpose] else { return "has not agreed to \(purpose.rawValue)" }
        switch consent.state(at: now, in: zone) {
        case .given, .offered: return "has not agreed to \(purpose.rawValue)"
        case .declined: return "has said no to \(purpose.rawValue)"
        case .revoked: return "took back the consent to \(purpose.rawValue)"
        case .expired:
            if case .after(let day) = consent.end { return "the consent to \(purpose.rawValue) ended with \(day)" }
            return "the consent to \(purpose.rawValue) ended when they left"
        }
    }
}

extension Consents: ExpressibleByArrayLiteral {
    /// What a list of people says that has nothing but the purposes: all of them were agreed to.
    public init(arrayLiteral purposes: Purpose...) { self.init(listed: purposes) }

    /// The same of a list.
    public init(listed purposes: some Sequence<Purpose>) {
        self.init(
            purposes.map {
                Consent(
                    purpose: $0, state: .given, notedAt: Instant(milliseconds: 0), notedBy: Self.roster, how: .roster)
            })
    }

    /// Who wrote down what a roster says.
    public static let roster = "roster"
}

extension Consents {
    /// What becomes of them when a roster lists these purposes, and which of them are new or changed.
    ///
    /// A list gives what was never asked about. It takes away what a list gave, and nothing else; and what the person
    /// took back, declined, let end or was handed to think about is given by a later signature alone.
    ///
    /// `signedOn`: The day that the list names for them; nil when it names none. One after `today` gives nothing.
    /// `today`: What counts as the day of the signature when the list names none.
    /// - Returns: `refused`: The purposes that are listed and not given for want of a later signature.
    public func taking(
        _ listed: Set<Purpose>, forms: ConsentForms, signedOn: CivilDate?, today: CivilDate, at now: Instant
    ) -> (consents: Consents, changed: [Consent], refused: [Purpose]) {
        var consents = self
        var changed: [Consent] = []
        var refused: [Purpose] = []
        let isAhead = signedOn.map { $0 > today } ?? false
        for purpose in Purpose.allCases {
            let old = latest[purpose]
            if listed.contains(purpose) {
                let isNewer = signedOn.map { old?.isOvertaken(bySignatureOf: $0) ?? true } ?? false
                let isTheLists = old?.state == .revoked && old?.notedBy == Self.roster
                guard !isAhead, old == nil || isNewer || isTheLists else {
                    // A day that is over is the clock's word, not the person's: yet they have not agreed to more.
                    let isOpen = old?.state == .given && old?.state(at: now, in: .utc) == .given
                    if !isOpen { refused.append(purpose) }
                    continue
                }
                changed.append(
                    .given(
                        purpose, forms.current(purpose), on: signedOn ?? today, how: .roster, by: Self.roster, at: now))
            } else if var old, old.state == .given, old.how == .roster {
                old.state = .revoked
                old.notedBy = Self.roster
                old.endedAt = now
                changed.append(old)
            }
        }
        for consent in changed { consents.note(consent) }
        return (consents, changed, refused)
    }
}
