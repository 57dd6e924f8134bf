public import Community
import Persistence
import PluginKit
import Scheduling

extension ProgramEngine {
    public func preferencePage(forAsk id: String) async throws -> PreferencePage? {
        guard let ask = try await store.ask(id), let member = try await store.person(ask.member) else { return nil }
        let now = clock.now()
        let configuration = catalog.configuration
        let languages = member.languages + configuration.languages
        return PreferencePage(
            languages: languages, programLabel: configuration.label, help: configuration.help.text.text(for: languages),
            choices: member.choices, hasStopped: member.hasStopped,
            pausedUntil: member.isPaused(at: now) ? member.pausedUntil : nil,
            contacts: member.contacts.map { ($0, member.health[$0]?.state(at: now) ?? .unverified) },
            written: configuration.languages, hasMentor: try await mentor(of: member.id) != nil,
            canSign: member.roles.contains(.mentor))
    }

    public func prefer(_ change: PreferenceChange, byAsk id: String) async throws -> PreferenceRefusal? {
        guard let ask = try await store.ask(id), let member = try await store.person(ask.member) else { return nil }
        do {
            try await prefer(change, of: member)
            try await store.noteAnswer(of: member.id, at: clock.now())
            return nil
        } catch let refusal as PreferenceRefusal {
            return refusal
        }
    }

    /// Keeps what somebody chose, from the next run on; all of it or nothing.
    ///
    /// - Throws: `PreferenceRefusal` when a part of it cannot be.
    public func prefer(_ change: PreferenceChange, of member: Member) async throws {
        let now = clock.now()
        var choices: [Preference: String?] = [:]
        func choose(_ name: Preference, _ value: String?) { choices.updateValue(value, forKey: name) }
        if let channel = change.channel {
            try check(.channel, channel, among: member.contacts.map(\.channel))
            choose(.channel, channel.isEmpty ? nil : channel)
        }
        if let frequency = change.frequency {
            try check(.frequency, frequency, among: AskFrequency.allCases.map(\.rawValue))
            choose(.frequency, frequency.isEmpty ? nil : frequency)
        }
        if let language = change.language {
            try check(.language, language, among: catalog.configuration.languages)
            choose(.language, language.isEmpty ? nil : language)
        }
        if let time = change.time { choose(.time, try self.time(time, of: member)?.description) }
        if let sender = change.sender {
            try check(.sender, sender, among: ["mentor", "program"])
            if sender == "mentor", try await mentor(of: member.id) == nil { throw PreferenceRefusal.noMentor }
            choose(.sender, sender == "mentor" ? sender : nil)
        }
        if let signs = change.signs {
            try check(.signs, signs, among: ["yes", "no"])
            choose(.signs, signs == "yes" ? signs : nil)
        }
        for name in change.stopped + change.started {
            try check(.channel, name, among: member.contacts.map(\.channel))
        }
        let pause = try change.pauseUntil.map { try self.pause($0, of: member) }
        try await store.setPreferences(choices, of: member.id)
        if let pause { try await store.setPaused(member.id, until: pause, at: now) }
        for (names, event, reason) in [
            (change.stopped, ContactState.Event.stop, "asked for no more messages there"), (change.started, .start, ""),
        ] {
            for contact in member.contacts where names.contains(contact.channel) {
                _ = try await store.setContact(contact, of: member.id, event, reason: reason, at: now)
            }
        }
        bell.ring()
    }

    /// The person whose name messages could carry; nil when nobody accompanies them.
    private func mentor(of member: MemberID) async throws -> MemberID? {
        try await store.standings(of: [member], names: ["mentor"], at: clock.now())[member]?.mentor
    }

    private func check(_ what: PreferenceRefusal.Part, _ found: String, among known: [String]) throws(PreferenceRefusal)
    {
        guard !found.isEmpty, !known.contains(found) else { return }
        throw .unreadable(what: what, found: found, expected: known.joined(separator: ", "))
    }

    private func time(_ text: String, of member: Member) throws(PreferenceRefusal) -> LocalTime? {
        if text.isEmpty { return nil }
        guard let time = LocalTime(text) else {
            throw .unreadable(what: .time, found: text, expected: "a time of day such as 08:30")
        }
        let quiet = member.quietHours ?? catalog.configuration.quietHours.window
        if quiet.contains(time) { throw .quiet(time, quiet) }
        return time
    }

    /// The end of a pause: the start of its day on the person's own clock; now for one that ends.
    private func pause(_ text: String, of member: Member) throws(PreferenceRefusal) -> Instant {
        let now = clock.now()
        if text.isEmpty { return now }
        let zone = zone(ofMemberIn: member.timeZone)
        guard let day = CivilDate(iso8601: text), day > zone.civil(at: now).date else {
            throw .unreadable(what: .pause, found: text, expected: "a day after today, such as 2026-12-01")
        }
        return zone.firstInstant(of: day)
    }
}
