public import Community
public import Scheduling

/// What a roster's consents rest on.
public struct RosterConsents: Sendable {
    public var forms: ConsentForms
    /// What counts as the day of a signature that the list does not name; the day in UTC when left out.
    public var today: CivilDate?
    /// The days that the list names.
    public var signedOn: [MemberID: CivilDate]

    public init(
        forms: ConsentForms = ConsentForms(), today: CivilDate? = nil, signedOn: [MemberID: CivilDate] = [:]
    ) {
        self.forms = forms
        self.today = today
        self.signedOn = signedOn
    }
}

/// A consent that ends soon, or has ended of itself.
public struct EndingConsent: Hashable, Sendable {
    public let member: MemberID
    public let purpose: Purpose
    public let version: String
    public let lastDay: CivilDate
}

extension Store {
    /// Everything that one person was asked to agree to, oldest first.
    public func consents(of member: MemberID) async throws -> [Consent] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT purpose, version, form, state, noted_at, noted_by, how, signed_on, ends, ended_at FROM consent
                WHERE person_id = $1 ORDER BY noted_at, purpose
                """, [.text(member.rawValue)]
            ) { row in
                Consent(
                    purpose: Purpose(rawValue: row.text(0)) ?? .reminders, version: row.text(1), form: row.text(2),
                    state: ConsentState(rawValue: row.text(3)) ?? .revoked, notedAt: row.instant(4),
                    notedBy: row.text(5), how: Consent.How(rawValue: row.text(6)) ?? .roster,
                    signedOn: row.optionalText(7).flatMap(CivilDate.init(iso8601:)),
                    end: ConsentEnd(text: row.text(8)) ?? .never, endedAt: row.optionalInstant(9))
            }
        }
    }

    /// The text that somebody agreed to, as it was then; nil when it is not kept.
    public func consentForm(_ digest: String) async throws -> ConsentForm? {
        try await database.read { connection in
            try connection.row("SELECT body FROM consent_form WHERE digest = $1", [.text(digest)]) {
                JSONText.consentForm($0.text(0))
            } ?? nil
        }
    }

    /// The consents that end by `day` or have ended of themselves, where they have said nothing later to the same
    /// purpose.
    public func consentsEnding(by day: CivilDate) async throws -> [EndingConsent] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT c.person_id, c.purpose, c.version, c.ends FROM consent AS c
                WHERE c.state = 'given' AND c.ends < 'a' AND c.ends <= $1 AND NOT EXISTS (
                    SELECT 1 FROM consent AS later WHERE later.person_id = c.person_id AND later.purpose = c.purpose
                        AND later.noted_at > c.noted_at AND later.state <> 'offered')
                ORDER BY c.ends, c.person_id, c.purpose
                """, [.text(day.iso8601)]
            ) { row in
                CivilDate(iso8601: row.text(3)).map {
                    EndingConsent(
                        member: MemberID(row.text(0)), purpose: Purpose(rawValue: row.text(1)) ?? .reminders,
                        version: row.text(2), lastDay: $0)
                }
            }.compactMap(\.self)
        }
    }

    /// Writes down what somebody said to one purpose.
    ///
    /// `event`: nil offers them the form.
    /// `form`: What they sign; nil in a program that has none for the purpose.
    /// `day`: The day of the signature.
    /// `zone`: The person's own clock, by which a consent holds to the end of its last day.
    /// - Returns: The consent as it stands now; nil when nobody is held under the id.
    /// - Throws: `InvalidTransition` when there is nothing that could end so, or a form is offered for a consent that
    ///   holds still: it would stand in its place.
    public func setConsent(
        _ purpose: Purpose, of member: MemberID, _ event: ConsentState.Event?, form: ConsentForm?, on day: CivilDate,
        how: Consent.How, by actor: String, at now: Instant, in zone: ZoneRules = .utc
    ) async throws -> Consent? {
        try await database.write { connection in
            guard let person = try connection.people([member])[member] else { return nil }
            if event == nil, person.consents.isGiven(purpose, at: now, in: zone) {
                throw InvalidTransition(from: ConsentState.given.rawValue, event: "offer")
            }
            return try connection.setConsent(
                purpose, of: person, event, form: form, on: day, how: how, by: actor, at: now)
        }
    }
}

extension SQLConnection {
    /// Writes down what a person said to one purpose, and lets go what waits under a consent that ends so.
    func setConsent(
        _ purpose: Purpose, of person: Member, _ event: ConsentState.Event?, form: ConsentForm?, on day: CivilDate,
        how: Consent.How, by actor: String, at now: Instant
    ) throws -> Consent {
        let consent = try person.consents.after(event, to: purpose, form: form, on: day, how: how, by: actor, at: now)
        var consents = person.consents
        consents.note(consent)
        if let form { try put(form) }
        try put([(person.id, consent)])
        try execute(
            "UPDATE person SET consents = $1, updated_at = $2 WHERE id = $3",
            [.text(ConsentText.text(consents)), .instant(now), .text(person.id.rawValue)])
        if person.consents[purpose]?.state == .given, consent.state != .given {
            try letGo(
                because: consents.refusal(purpose, at: now, in: .utc), at: now,
                where: "person_id = $3 AND purpose = $4",
                [.text(person.id.rawValue), .text(purpose.rawValue)])
            if purpose == .pairing { try withdrawPairs(of: person.id, at: now) }
        }
        return consent
    }
}

extension Consents {
    /// What an event makes of the last consent to a purpose; a yes or an offer after an end is a new one.
    func after(
        _ event: ConsentState.Event?, to purpose: Purpose, form: ConsentForm?, on day: CivilDate, how: Consent.How,
        by actor: String, at now: Instant
    ) throws(InvalidTransition) -> Consent {
        let last = self[purpose]
        let isOpen = last?.state == .offered
        switch event {
        case .give:
            var consent = Consent.given(purpose, form, on: day, how: how, by: actor, at: now)
            // What was offered under another text is left as it is.
            if let last, isOpen, last.form == consent.form {
                consent = last
                consent.state = try last.state.after(.give)
                (consent.notedBy, consent.how, consent.signedOn) = (actor, how, day)
                consent.end = form?.end(signedOn: day) ?? .never
            }
            return consent
        case nil:
            return Consent(
                purpose: purpose, version: form?.version ?? "", form: form?.digest ?? "", state: .offered, notedAt: now,
                notedBy: actor, how: how)
        case .decline, .revoke, .expire:
            guard let event, var consent = last else {
                if event == .decline {
                    return Consent(
                        purpose: purpose, version: form?.version ?? "", form: form?.digest ?? "", state: .declined,
                        notedAt: now, notedBy: actor, how: how, endedAt: now)
                }
                throw InvalidTransition(from: "never asked", event: event?.rawValue ?? "")
            }
            consent.state = try consent.state.after(event)
            consent.notedBy = actor
            consent.endedAt = now
            return consent
        }
    }
}

extension SQLConnection {
    /// Takes in what a roster lists of one person, whose consents it changes to those that hold from now on.
    ///
    /// - Returns: What is to be written, and the listed consents that are not given.
    func taking(
        _ listed: inout Member, over old: Member?, _ terms: RosterConsents, at now: Instant
    ) -> (changed: [Consent], refused: [Purpose]) {
        let today = terms.today ?? CivilDate(daysSince1970: Int(now.seconds / 86_400))
        let taken = (old?.consents ?? []).taking(
            listed.consents.given, forms: terms.forms, signedOn: terms.signedOn[listed.id], today: today, at: now)
        listed.consents = taken.consents
        return (taken.changed, taken.refused)
    }

    func put(_ form: ConsentForm) throws {
        try execute(
            """
            INSERT INTO consent_form (digest, purpose, version, body) VALUES ($1, $2, $3, $4)
            ON CONFLICT (digest) DO NOTHING
            """,
            [
                .text(form.digest), .text(form.purpose.rawValue), .text(form.version), .text(JSONText.text(form)),
            ])
    }

    /// Writes consents down, each in the place of what was there of it.
    func put(_ consents: [(member: MemberID, consent: Consent)]) throws {
        _ = try executeEach(
            """
            INSERT INTO consent (\(Self.consentColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (person_id, purpose, noted_at) DO UPDATE SET state = excluded.state,
                noted_by = excluded.noted_by, how = excluded.how, signed_on = excluded.signed_on, ends = excluded.ends,
                ended_at = excluded.ended_at
            """, consents.map(consentRow))
    }

    /// Writes down what an import brought at `now`: mostly new consents of many people.
    func putImported(_ consents: [(member: MemberID, consent: Consent)], at now: Instant) throws {
        let fresh = consents.filter { $0.consent.notedAt == now }
        if !fresh.isEmpty { try insert(into: "consent", Self.consentColumns, fresh.map(consentRow)) }
        try put(consents.filter { $0.consent.notedAt != now })
    }

    private static var consentColumns: String {
        "person_id, purpose, noted_at, version, form, state, noted_by, how, signed_on, ends, ended_at"
    }

    private func consentRow(_ member: MemberID, _ consent: Consent) -> [SQLValue] {
        [
            .text(member.rawValue), .text(consent.purpose.rawValue), .instant(consent.notedAt), .text(consent.version),
            .text(consent.form), .text(consent.state.rawValue), .text(consent.notedBy), .text(consent.how.rawValue),
            .text(consent.signedOn?.iso8601), .text(consent.end.text), .instant(consent.endedAt),
        ]
    }
}
