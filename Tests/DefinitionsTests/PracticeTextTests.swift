import BuiltinPlugins
import Community
import Definitions
import Delivery
import Messages
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What the shipped texts and questions promise, over all of them and in every language.
@Suite struct PracticeTextTests {
    private static let languages: Set<String> = ["en", "pt", "pl", "ar"]

    /// The shipped program, read from a folder without the files whose names `leavingOut` has.
    private static func load(
        leavingOut: (String) -> Bool = { _ in false }, edit: (String, String) -> String = { $1 }
    ) throws -> ProgramLoader.Result {
        let folder = try TemporaryFolder()
        let own = ["milieu.yaml", "crisis.yaml", "attention.yaml", "review-cadences.yaml", "calendars/groups.ics"].map {
            "Config/\($0)"
        }
        let shipped = ["Jobs", "Config/messages", "Config/questionnaires"].flatMap { InventedProgram.files(in: $0) }
        for name in own + shipped where !leavingOut(name) {
            try folder.write(edit(name, try Repository.text(name)), to: name)
        }
        return ProgramLoader(
            root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
    }

    private static func catalog() throws -> ProgramCatalog {
        let loaded = try load()
        guard let catalog = loaded.catalog else { throw Diagnostics(loaded.diagnostics) }
        return catalog
    }

    /// Everything that a reader of one message may see, in lower case.
    private static func texts(_ template: MessageTemplate) -> [String] {
        template.locales.values.flatMap { text in
            (text.templates.map(\.source) + text.plurals.values.map { "\($0)" } + text.actions.map { "\($0)" })
                .map { $0.lowercased() }
        }
    }

    @Test func `S0-12: no field of a message, condition or question ranks anybody or counts days in a row`() throws {
        let catalog = try Self.catalog()
        let names =
            catalog.messages.values.flatMap { $0.fields.map(\.name) } + MemberFields.all.map(\.name)
            + catalog.questionnaires.values.filter { $0.instrument == nil }.flatMap { $0.questions.map(\.id) }
        #expect(names.count > 40)
        for word in ["rank", "streak", "score", "points", "place", "badge", "level", "top", "best", "in_a_row"] {
            #expect(names.filter { $0.split { ".-_".contains($0) }.contains { $0 == word } } == [], "\(word)")
        }
    }

    @Test func `S0-13: how it goes is asked of both with the same questions, of giving and of receiving`() throws {
        let catalog = try Self.catalog()
        let pair = try #require(catalog.questionnaires[QuestionnaireID("pair")])
        #expect(pair.questions.prefix(2).map(\.id) == ["gave", "received"])
        // S3-14: what the two write of each other is theirs.
        #expect(pair.questions.prefix(2).allSatisfy { $0.visibility == .me })
        let follow = try #require(catalog.job(JobID("pairing-follow-up"))?.definition.steps.first)
        let settings = Set((follow.with.node?.entries ?? []).map(\.key))
        // One message and one set of questions, for whoever of the two it is.
        #expect(settings.isSuperset(of: ["message_follow_up", "questionnaire"]))
        #expect(!settings.contains { $0.contains("mentor") || $0.contains("newcomer") })
    }

    @Test func `S4-2, S4-9: the evening asks for a strength, a high and a low, and for no symptom`() throws {
        let evening = try #require(try Self.catalog().questionnaires[QuestionnaireID("evening")])
        #expect(Set(evening.questions.map(\.id)).isSuperset(of: ["strength", "high", "low"]))
        #expect(evening.instrument == nil && evening.safetyItems.isEmpty)
        let symptoms = ["symptom", "mood", "sad", "depress", "anxi", "crav", "sleep", "panic", "hopeless", "pain"]
        for question in evening.questions {
            for word in symptoms { #expect(!(question.text.texts["en"] ?? "").lowercased().contains(word)) }
            // Every one of them may be left empty.
            #expect(try question.read("") == nil)
            #expect(Set(question.text.texts.keys) == Self.languages)
        }
    }

    /// Whether a text holds a code of the ICD-10 or ICD-11 for conditions of mind and of use, or a manual's own name.
    private static func namesDiagnosis(_ text: String) -> Bool {
        text.contains(#/\b[fF][0-9]{2}(\.[0-9]{1,2})?\b/#) || text.contains(#/\b6[ABCDE][0-9][0-9A-Z](\.[0-9A-Z]+)?\b/#)
            || text.contains(#/(?i)\b(icd|dsm)[- ]?(9|10|11|iv|5)\b/#) || text.contains(#/(?i)diagnos/#)
    }

    @Test func `S1-15: no text refers to a diagnosis, and no file needs one`() throws {
        let catalog = try Self.catalog()
        for (id, template) in catalog.messages {
            for text in Self.texts(template) + template.fields.map(\.name) {
                #expect(!Self.namesDiagnosis(text), "\(id)")
            }
        }
        for name in MemberFields.all.map(\.name) { #expect(!Self.namesDiagnosis(name), "\(name)") }
        #expect(!Self.namesDiagnosis(String(try Repository.text("Config/people.csv").prefix { $0 != "\n" })))
        // The patterns find what they are for.
        for planted in ["F10.20", "ICD-10", "DSM-5", "6C40.2", "dsm iv", "Diagnosis"] {
            #expect(Self.namesDiagnosis(planted), "\(planted)")
        }
    }

    @Test func `S1-15: a person with nothing but an id is a whole member`() throws {
        let member = Member(id: MemberID("m"))
        #expect(member.roles == [.member] && !member.hasStopped && member.contacts.isEmpty)
        for field in MemberFields.all {
            let value = MemberFields.value(
                of: field.name, for: member, standing: MemberStanding(), at: Instant(seconds: 0), in: .utc,
                newcomerDays: 14)
            #expect(value != .boolean(true), "\(field.name)")
        }
    }

    @Test func `S1-21: no text takes a way for granted`() throws {
        let ways = [
            "abstin", "sober", "sobriet", "12-step", "twelve step", "12 step", "medicat", "drug-free", "higher power",
            "sóbri", "doze passos", "medicaç", "trzeźw", "dwanaście krok", "leki",
        ]
        for (id, template) in try Self.catalog().messages {
            for text in Self.texts(template) {
                for way in ways { #expect(!text.contains(way), "\(id): \(way)") }
            }
        }
        let linter = LanguageLinter(table: try LanguageTable(parsing: try Repository.text("Config/language.tsv")))
        #expect(linter.findings(in: "Stay sober this week.").map(\.term) == ["sober"])
        #expect(linter.findings(in: "Have you been clean since?").map(\.level) == [.error])
    }

    @Test func `S1-24: without any instrument everything else is there and valid`() throws {
        let packs = try InventedProgram.files(in: "Config/questionnaires").filter {
            try Repository.text($0).contains("\ninstrument:")
        }
        #expect(packs.count > 6)
        let loaded = try Self.load(leavingOut: packs.contains)
        #expect(loaded.diagnostics.filter { $0.severity == .error } == [])
        let (without, whole) = (try #require(loaded.catalog), try Self.catalog())
        #expect(without.jobs.map(\.id) == whole.jobs.map(\.id))
        #expect(without.messages == whole.messages)
        #expect(without.questionnaires == whole.questionnaires.filter { $0.value.instrument == nil })
    }

    @Test func `S1-27: what can be seen without opening a message tells nothing, in every language`() throws {
        let catalog = try Self.catalog()
        #expect(OutsideLexicon.firstFinding(in: catalog.configuration.label) == nil)
        for (id, template) in catalog.messages {
            #expect(template.frame.sensitivity != .members || Set(template.locales.keys).isSuperset(of: Self.languages))
            for (language, text) in template.locales {
                for outside in [text.subject, text.preview].compactMap(\.self) {
                    #expect(OutsideLexicon.firstFinding(in: outside.source) == nil, "\(id) \(language)")
                }
            }
        }
    }

    @Test(arguments: ["A step in your recovery", "Your therapy", "Peer counseling today", "Sobriedade hoje"])
    func `S1-27: a subject that tells too much is refused at its place`(subject: String) throws {
        let loaded = try Self.load(edit: { name, text in
            name == "Config/messages/group.today.yaml"
                ? text.replacing("subject: \"Today at 18:00\"", with: "subject: \"\(subject)\"") : text
        })
        #expect(loaded.diagnostics.contains { $0.place.file == "Config/messages/group.today.yaml" })
        #expect(loaded.catalog == nil)
    }

    @Test(arguments: ["You should call them", "You must rest", "You have to try", "Why don't you go out"])
    func `S4-7: advice that nobody asked for is found in what goes out in a mentor's name`(words: String) throws {
        let linter = LanguageLinter(table: try LanguageTable(parsing: try Repository.text("Config/language.tsv")))
        let text = try Repository.text("Config/messages/pairing.introduction.yaml")
        #expect(linter.findings(in: text).filter { $0.level == .error } == [])
        let spoilt = text.replacing("inside: |\n", with: "inside: |\n    \(words).\n", maxReplacements: 1)
        #expect(linter.findings(in: spoilt).contains { $0.level == .error && $0.source.contains("S4") })
    }
}
