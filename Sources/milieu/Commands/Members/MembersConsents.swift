import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct MembersConsents: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consents",
        abstract: "Lists what people agreed to and what ends soon, and writes down what they say.",
        discussion: """
            Without an id: the consents that end within --within, or have ended, so that somebody can ask in time. Nothing is
            sent on one that has ended. With an id: everything that this person was asked, and under which form. It is for the
            person, and for those who look after people; everybody else sees how many end.

            EXAMPLES
              milieu members consents --as maria
              milieu members consents ana --as maria
              milieu members consents ana --give check_in --signed-on 2026-11-20 --how paper --as maria
              milieu members consents ana --revoke pairing --how spoken --as maria
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The person's id.") var id: String?
    @Option(help: "How far ahead to look, in days.") var within = 30
    @Option(help: "The purpose whose form they are handed now.") var offer: String?
    @Option(help: "The purpose that they agreed to.") var give: String?
    @Option(help: "The purpose that they said no to.") var decline: String?
    @Option(help: "The purpose for which they take it back.") var revoke: String?
    @Option(help: "The day of the signature; today when left out.") var signedOn: String?
    @Option(help: "How they said it: paper or spoken.") var how = "paper"
    @Option(name: .customLong("as"), help: "Who reads, or writes it down.") var name: String?
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        guard let id else { return try await list(workplace) }
        let member = try await options.member(id, in: workplace)
        let changes: [(String?, ConsentState.Event?)] = [
            (offer, nil), (give, .give), (decline, .decline), (revoke, .revoke),
        ]
        let asked = changes.filter { $0.0 != nil }
        guard asked.count <= 1 else {
            throw options.fail("expected one of --offer, --give, --decline and --revoke", .usage)
        }
        let actor = try await options.reader(name, of: .consents, about: member, in: workplace)
        guard let (purpose, event) = asked.first else { return try await show(member, workplace) }
        try await write(purpose ?? "", event, of: member, by: actor.id, workplace)
    }

    private func write(
        _ name: String, _ event: ConsentState.Event?, of member: Member, by actor: MemberID, _ workplace: Workplace
    ) async throws {
        guard let purpose = Purpose(rawValue: name) else {
            let known = Purpose.allCases.map(\.rawValue)
            throw options.fail(
                "there is no purpose '\(name)'\(Suggestion.phrase(for: name, among: known)); expected \(known.joined(separator: ", "))",
                .usage)
        }
        guard let how = Consent.How(rawValue: how), how == .paper || how == .spoken else {
            throw options.fail("--how: expected paper or spoken, found '\(how)'", .usage)
        }
        let day = try options.day(signedOn)
        let today = workplace.engine.today(of: member, at: workplace.clock.now())
        if let day, day > today {
            throw options.fail("--signed-on: expected no day after today (\(today)), found '\(day)'", .usage)
        }
        do {
            let consent = try await workplace.engine.setConsent(
                purpose, of: member, event, on: day, how: how, by: actor.rawValue)
            let state = consent?.state.rawValue ?? "not held"
            options.output.result("\(member.id): \(purpose.rawValue) is \(state)\(Self.end(consent))")
        } catch let refusal as InvalidTransition {
            if event == nil {
                throw options.fail(
                    "\(member.id) agreed to \(purpose.rawValue), and that holds still; write a new signature down with --give",
                    .notAllowed)
            }
            throw options.fail("\(refusal); nothing was changed", .notAllowed)
        }
    }

    private static func end(_ consent: Consent?) -> String {
        guard let consent, consent.state == .given else { return "" }
        switch consent.end {
        case .after(let day): return " until \(day)"
        case .leaving: return " until they leave"
        case .never: return ""
        }
    }

    private func list(_ workplace: Workplace) async throws {
        let today = workplace.engine.programZone.civil(at: workplace.clock.now()).date
        let reader = try await options.reader(name, of: .consents, in: workplace)
        let ending = try await workplace.store.consentsEnding(by: today.adding(days: within))
        guard reader != nil else {
            options.output.result(
                json
                    ? JSONValue.object([("ending", SmallCells.document(of: ending.count))]).text()
                    : "consents that end within \(within) days, or have ended: \(SmallCells.words(for: ending.count))")
            return options.sayWhoReads(.consents, unless: reader, "members consents")
        }
        if json {
            return options.output.result(
                JSONValue.array(
                    ending.map { consent in
                        .object([
                            ("id", .string(consent.member.rawValue)), ("purpose", .string(consent.purpose.rawValue)),
                            ("version", .string(consent.version)), ("last_day", .string(consent.lastDay.iso8601)),
                            ("ended", .bool(consent.lastDay < today)),
                        ])
                    }
                ).text())
        }
        guard !ending.isEmpty else { return options.output.say("No consent ends within \(within) days.") }
        var table = TextTable(["id", "purpose", "form", "last day", ""])
        for consent in ending {
            table.rows.append([
                consent.member.rawValue, consent.purpose.rawValue, consent.version, consent.lastDay.iso8601,
                consent.lastDay < today ? "ended: nothing is sent for it" : "",
            ])
        }
        options.output.result(table.text)
    }

    private func show(_ member: Member, _ workplace: Workplace) async throws {
        let now = workplace.clock.now()
        let zone = workplace.engine.zone(ofMemberIn: member.timeZone)
        let consents = try await workplace.store.consents(of: member.id)
        if json {
            return options.output.result(
                JSONValue.array(
                    consents.map { consent in
                        .object([
                            ("purpose", .string(consent.purpose.rawValue)),
                            ("state", .string(consent.state(at: now, in: zone).rawValue)),
                            ("form", .string(consent.version)), ("how", .string(consent.how.rawValue)),
                            ("signed_on", .optional(consent.signedOn?.iso8601)), ("ends", .string(consent.end.text)),
                            ("ended_at", .optional(consent.endedAt?.iso8601)), ("noted_by", .string(consent.notedBy)),
                        ])
                    }
                ).text())
        }
        guard !consents.isEmpty else { return options.output.say("\(member.id) was asked for nothing yet.") }
        var table = TextTable(["purpose", "state", "form", "signed on", "how", "ends", "noted by"])
        for consent in consents {
            table.rows.append([
                consent.purpose.rawValue, consent.state(at: now, in: zone).rawValue, consent.version,
                consent.signedOn?.iso8601 ?? "", consent.how.rawValue,
                consent.endedAt.map { zone.civil(at: $0).date.iso8601 } ?? consent.end.text, consent.notedBy,
            ])
        }
        options.output.result(table.text)
        var told: Set<String> = []
        for form in consents.map(\.form) where told.insert(form).inserted {
            guard let text = try await workplace.store.consentForm(form) else { continue }
            options.output.result("\n\(text.purpose.rawValue), form \(text.version)")
            for element in ConsentForm.Element.allCases {
                guard let words = text.words[element]?.text(for: ["en"]) else { continue }
                options.output.result("  \(element.rawValue): \(words)")
            }
        }
    }
}
