import BuiltinPlugins
import Community
import Definitions
import Delivery
import Foundation
import PluginKit
import Scheduling
import TestSupport
import Testing

/// `Config/consents.yaml`: what people read before they agree.
@Suite struct ConsentFileTests {
    private func load(_ text: String?, job: String? = nil) throws -> ProgramLoader.Result {
        let folder = try TemporaryFolder()
        try folder.write("program: p\nlabel: P\ntimezone: UTC\nhelp: Call 112\n", to: "Config/milieu.yaml")
        if let text { try folder.write(text, to: "Config/consents.yaml") }
        if let job {
            try folder.write(job, to: "Jobs/welcome.yaml")
            for path in ["Config/messages/welcome.day-3.yaml"] { try folder.write(try Repository.text(path), to: path) }
        }
        return ProgramLoader(
            root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
    }

    private static let elements = [
        "discloser: us", "recipients: you", "information: hours", "reason: to know", "revocation: at any time",
        "consequences: none", "expires: 365d",
    ]

    private static func form(_ lines: [String], purpose: String = "check_in", version: String = "\"1\"") -> String {
        (["  - purpose: \(purpose)", "    version: \(version)"] + lines.map { "    " + $0 }).joined(separator: "\n")
            + "\n"
    }

    @Test func `the last form of a purpose is signed now, and what it says is kept by its digits`() throws {
        let text =
            "forms:\n" + Self.form(Self.elements) + Self.form(Self.elements, version: "\"2\"")
            + Self.form(Self.elements.dropLast() + ["expires: leaving", "redisclosure: nobody"], purpose: "goals")
        let forms = try #require(try load(text).catalog?.consents)
        #expect(forms.all.count == 3 && Set(forms.all.map(\.digest)).count == 3)
        let current = try #require(forms.current(.checkIn))
        #expect(current.version == "2" && current.days == 365)
        #expect(current.words[.reason]?.text(for: ["en"]) == "to know")
        #expect(forms.current(.goals)?.endsOnLeaving == true && forms.current(.pairing) == nil)
        #expect(try load(nil).catalog?.consents.all.isEmpty == true)
    }

    @Test(arguments: elements.indices)
    func `a form without one of its elements is refused at its place`(missing: Int) throws {
        var lines = Self.elements
        let name = lines.remove(at: missing).prefix { $0 != ":" }
        let result = try load("forms:\n" + Self.form(lines))
        #expect(result.catalog == nil)
        let shown = result.diagnostics.map { "\($0.place): \($0.message)" }
        #expect(shown == ["Config/consents.yaml:2:5: forms[0]: missing required setting '\(name)'"], "\(shown)")
    }

    @Test(arguments: [
        (form(elements.dropLast() + ["expires: soon"]), "Config/consents.yaml:10:14", "expected 1d to 3660d"),
        (form(elements.dropLast() + ["expires: 12h"]), "Config/consents.yaml:10:14", "leaving or none, found '12h'"),
        (form(elements.dropFirst() + ["discloser: \" \""]), "Config/consents.yaml:10:16", "expected words"),
        (form(elements, version: "a b"), "Config/consents.yaml:3:14", "expected letters, digits"),
        (form(elements, purpose: "check_out"), "Config/consents.yaml:2:14", "expected one of check_in"),
        (form(elements) + form(elements), "Config/consents.yaml:2:3", "two forms for 'check_in' have the version '1'"),
    ])
    func `what is wrong is told at its place`(text: String, place: String, words: String) throws {
        let result = try load("forms:\n" + text)
        #expect(result.catalog == nil)
        let shown = result.diagnostics.map { "\($0.place): \($0.message)" }
        #expect(shown.contains { $0.hasPrefix(place) && $0.contains(words) }, "\(shown)")
    }

    @Test func `a purpose that a job rests on needs a form, where there are forms at all`() throws {
        let job = """
            id: welcome
            name: Welcome
            on: { manual: {} }
            steps:
              - uses: welcome.send
                with: { days: [{ day: 3, message: welcome.day-3 }] }

            """
        let result = try load("forms:\n" + Self.form(Self.elements), job: job)
        let shown = result.diagnostics.filter { $0.severity == .error }.map { "\($0.place): \($0.message)" }
        #expect(
            shown == [
                "Config/consents.yaml:2:3: forms: none is for 'reminders', on which the job 'welcome' rests"
            ], "\(shown)")
        #expect(try load("forms:\n" + Self.form(Self.elements, purpose: "reminders"), job: job).catalog != nil)
        #expect(try load(nil, job: job).catalog != nil)
    }

    @Test func `the shipped forms cover every purpose`() throws {
        let forms = try #require(try load(try Repository.text("Config/consents.yaml")).catalog?.consents)
        #expect(Set(forms.all.map(\.purpose)) == Set(Purpose.allCases))
    }
}
