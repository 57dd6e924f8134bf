public import Scheduling

/// That one person was asked to agree to one purpose, and what became of it.
public struct Consent: Hashable, Sendable {
    public let purpose: Purpose
    /// The form's version, and the digits under which its text is kept; both empty when the program had no form.
    public let version: String
    public let form: String
    public var state: ConsentState
    /// When it was written down; of two consents to one purpose the later one counts.
    public let notedAt: Instant
    /// Who wrote down what its state is: the person's own id, a staff member's, or `roster`.
    public var notedBy: String
    public var how: How
    /// The day of the signature; nil as long as nobody agreed.
    public var signedOn: CivilDate?
    public var end: ConsentEnd
    /// When it was declined, taken back or ended by leaving; nil for one that a day ends.
    public var endedAt: Instant?

    /// By what somebody agreed.
    public enum How: String, CaseIterable, Sendable {
        /// A line of the roster says so.
        case roster
        case paper
        case spoken
        /// Their own page, which a signed link led to.
        case page
    }

    public init(
        purpose: Purpose, version: String = "", form: String = "", state: ConsentState, notedAt: Instant,
        notedBy: String, how: How, signedOn: CivilDate? = nil, end: ConsentEnd = .never, endedAt: Instant? = nil
    ) {
        self.purpose = purpose
        self.version = version
        self.form = form
        self.state = state
        self.notedAt = notedAt
        self.notedBy = notedBy
        self.how = how
        self.signedOn = signedOn
        self.end = end
        self.endedAt = endedAt
    }

    /// The consent that somebody gives by signing `form` on `day`; nil for `form` in a program without one.
    public static func given(
        _ purpose: Purpose, _ form: ConsentForm?, on day: CivilDate, how: How, by: String, at now: Instant
    ) -> Consent {
        Consent(
            purpose: purpose, version: form?.version ?? "", form: form?.digest ?? "", state: .given, notedAt: now,
            notedBy: by, how: how, signedOn: day, end: form?.end(signedOn: day) ?? .never)
    }

    /// How it stands at `now`: what was given until a day is over on the next one, with nobody writing anything down.
    ///
    /// `zone`: The person's own clock.
    public func state(at now: Instant, in zone: ZoneRules) -> ConsentState {
        guard state == .given, case .after(let last) = end else { return state }
        // Far from the day, no clock differs about it.
        let days = Int(now.seconds / 86_400) - last.daysSince1970
        if days < -1 { return .given }
        if days > 2 { return .expired }
        return zone.civil(at: now).date > last ? .expired : .given
    }

    /// Whether a signature of `day` is a later word than this.
    ///
    /// A form that was handed out is answered by a signature of that day at the earliest; what was signed, or has ended, by
    /// one of a day after it.
    func isOvertaken(bySignatureOf day: CivilDate) -> Bool {
        func date(_ instant: Instant) -> CivilDate { CivilDate(daysSince1970: Int(instant.seconds / 86_400)) }
        if state == .offered { return day >= date(notedAt) }
        return [signedOn, endedAt.map(date)].compactMap(\.self).allSatisfy { day > $0 }
    }
}
