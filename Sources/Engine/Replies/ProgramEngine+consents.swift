public import Community
import Persistence
import PluginKit
public import Scheduling

extension ProgramEngine {
    public func consentPage(forAsk id: String) async throws -> ConsentPage? {
        guard let ask = try await store.ask(id), let member = try await store.person(ask.member) else { return nil }
        let languages = member.languages + catalog.configuration.languages
        return ConsentPage(
            languages: languages, programLabel: catalog.configuration.label,
            help: catalog.configuration.help.text.text(for: languages), lines: try await consentLines(of: member))
    }

    /// How somebody stands to each purpose that there is a form for, or that they were asked about.
    public func consentLines(of member: Member) async throws -> [ConsentPage.Line] {
        let now = clock.now()
        let zone = zone(ofMemberIn: member.timeZone)
        var lines: [ConsentPage.Line] = []
        for purpose in Purpose.allCases.sorted() {
            let consent = member.consents[purpose]
            let state = consent?.state(at: now, in: zone)
            var form = catalog.consents.current(purpose)
            // What they signed is what holds, whatever others sign by now.
            if state == .given, let signed = consent?.form, signed != form?.digest {
                form = try await store.consentForm(signed) ?? form
            }
            guard form != nil || consent != nil else { continue }
            lines.append(ConsentPage.Line(purpose: purpose, form: form, consent: consent, state: state))
        }
        return lines
    }

    public func setConsent(byAsk id: String, to purpose: Purpose, isGiven: Bool) async throws -> Bool {
        guard let ask = try await store.ask(id), let member = try await store.person(ask.member) else { return false }
        let now = clock.now()
        try await store.noteAnswer(of: member.id, at: now)
        let event: ConsentState.Event
        switch (isGiven, member.consents[purpose]?.state(at: now, in: zone(ofMemberIn: member.timeZone))) {
        case (true, .given), (false, .declined), (false, .revoked), (false, .expired): return true
        case (true, _): event = .give
        case (false, .given): event = .revoke
        // Also a no to what nobody asked yet: a list must not take it for a yes.
        case (false, .offered), (false, nil): event = .decline
        }
        defer { bell.ring() }
        return try await setConsent(purpose, of: member, event, how: .page, by: member.id.rawValue) != nil
    }

    /// Writes down what somebody said to a purpose, under the form that people sign now.
    ///
    /// `event`: nil offers them the form.
    /// `day`: The day of the signature; their today when left out.
    /// - Throws: `InvalidTransition` when there is nothing that could end so, or a form is offered for a consent that
    ///   holds still.
    public func setConsent(
        _ purpose: Purpose, of member: Member, _ event: ConsentState.Event?, on day: CivilDate? = nil,
        how: Consent.How, by actor: String
    ) async throws -> Consent? {
        let now = clock.now()
        let zone = zone(ofMemberIn: member.timeZone)
        return try await store.setConsent(
            purpose, of: member.id, event, form: catalog.consents.current(purpose),
            on: day ?? zone.civil(at: now).date, how: how, by: actor, at: now, in: zone)
    }
}
