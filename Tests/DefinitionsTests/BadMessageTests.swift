import BuiltinPlugins
import Community
import Definitions
import Delivery
import Foundation
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Message files that could go wrong, and what their authors are told.
@Suite struct BadMessageTests {
    private func loader(_ message: String) throws -> (TemporaryFolder, ProgramLoader) {
        let folder = try TemporaryFolder()
        for name in ["Jobs", "Config"] {
            try FileManager.default.copyItem(atPath: "\(Repository.root)/\(name)", toPath: "\(folder.path)/\(name)")
        }
        try folder.write(message, to: "Config/messages/m.yaml")
        return (
            folder,
            ProgramLoader(
                root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
                channelKinds: channelKinds, zones: ZoneDatabase())
        )
    }

    private func load(_ message: String) throws -> String {
        let (folder, loader) = try loader(message)
        return withExtendedLifetime(folder) {
            let result = loader.load()
            return DiagnosticsRenderer(sources: result.sources, limit: 100).text(result.diagnostics)
        }
    }

    private static let fields =
        "fields: { x: { required: true }, o: {}, link: { required: true }, n: { required: true } }\n"
    private static let english = "en:\n  outside: { subject: Hi }\n  inside: |\n"

    @Test(arguments: [
        ("Hi {{{x}}}", "9:8: error: en.inside: '{{{' is not allowed in a message"),
        ("Hi {{y}}, {{x}}", "9:8: error: en.inside: the field 'y' is not declared under 'fields'"),
        ("one\n\n    two {{o}}", "11:9: error: en.inside: the optional field 'o' is used as if it were always there"),
        ("one\n    ![x](https://example.org/x.png)", "10:5: error: en.inside: a picture cannot be shown in a message"),
        ("one <b>two</b>", "9:9: error: en.inside: HTML cannot be shown in a message"),
        (
            "[x](https://example.org/{{x}})",
            "9:5: error: en.inside: a link leads to an address that starts with https://"
        ),
        ("see https://example.org/{{x}}", "9:29: error: en.inside: a field may not stand in an address"),
        ("{{n.phrase}}", "9:5: error: en.inside: this language has no plurals for 'n'"),
        ("{{#x}} never closed", "9:5: error: en.inside: 'x' is opened and never closed"),
        ("Your recovery", "9:10: error: en.inside: 'recovery' could be read on a lock screen and tells too much"),
    ])
    func `a fault inside is shown at its character`(inside: String, expected: String) throws {
        let text = try load("id: m\ndescription: x\n\n\n\(Self.fields)\(Self.english)    \(inside)\n")
        #expect(text.contains("Config/messages/m.yaml:" + expected), "\(text)")
    }

    @Test(arguments: [
        ("subject: \"Hi {{x}}\"", "8:18: error: en.outside.subject: 'x' could be read on a lock screen, where only"),
        ("subject: Hi {{member.name}}", "8:17: error: en.outside.subject: the field 'member.name' is not declared"),
        ("subject: 'To your therapist'", "8:23: error: en.outside.subject: 'therapist' could be read"),
        ("subject: Hi\n    preview: Sobriety", "9:14: error: en.outside.preview: 'Sobriety' could be read"),
        ("subject: Hi\n    preview: \"{{o}}\"", "9:15: error: en.outside.preview: 'o' could be read"),
        ("subject: \"Hi\\nBcc: x\"", "8:14: error: en.outside.subject: expected one line"),
        ("subjects: Hi", "did you mean 'subject'?"), ("preview: Hi", "missing required setting 'subject'"),
    ])
    func `what is read outside is held to its fields and words`(outside: String, expected: String) throws {
        let text = try load("id: m\n\n\n\n\(Self.fields)en:\n  outside:\n    \(outside)\n  inside: x\n")
        #expect(text.contains(expected), "\(text)")
    }

    @Test(arguments: [
        ("sensitivity: private\n", true), ("sensitivity: members\n", false), ("", false),
        ("sensitivity: public\n", false),
    ])
    func `only the inside of a private message may name what it is about`(head: String, isRight: Bool) throws {
        let late = head.contains("public") ? String(repeating: "neutral ", count: 20) : ""
        let text = try load(head + "en: { outside: { subject: Hi }, inside: \"\(late)Your recovery plan\" }\n")
        #expect(text.contains("'recovery' could be read") == !isRight, "\(text)")
    }

    @Test(arguments: [
        ("pl", "one: a, other: b", "missing 'few' (2, 3, 4), 'many' (0, 5, 6)"),
        ("ar", "other: b", "missing 'zero' (0), 'one' (1), 'two' (2), 'few' (3, 4, 5), 'many' (11, 12, 13)"),
        ("en", "one: a", "missing 'other' (0, 2, 3)"), ("en", "one: a, few: c, other: b", "no number of 'en' is 'few'"),
        ("en", "one: a, others: b", "found 'others'; did you mean 'other'?"),
        ("en", "one: a, other: \"{{x}}\"", "en.plurals.n.other: only {{n}} may stand here"),
        ("en", "one: a, other: \"{{n\"", "'{{' is never closed"),
        ("xx", "one: a, other: b", "no rules are known for 'xx'"),
        ("en", "one: a, other: b", "warning: en.plurals.n.other: is said of several numbers (0, 2, 3)"),
        ("pt", "one: uma, other: \"{{n}}\"", "warning: pt.plurals.n.one: is said of several numbers (0, 1)"),
    ])
    func `plurals have the categories of their language`(language: String, forms: String, expected: String) throws {
        let text = try load(
            "id: m\n\(Self.fields)\(language):\n  outside: { subject: Hi }\n  inside: \"{{n.phrase}}\"\n  plurals:\n    n: { \(forms) }\n"
        )
        #expect(text.contains(expected), "\(text)")
    }

    @Test(arguments: [
        ("plurals: { m: { other: a } }", "en.plurals.m: the field 'm' is not declared under 'fields'"),
        ("plurals: { n: { one: a, other: b } }", "nothing shows {{n.phrase}}"),
        (
            "actions: [{ label: Go, url: \"http://example.org\" }]",
            "en.actions[0].url: expected an address that starts with https://"
        ),
        (
            "actions: [{ label: \"{{x}}\", url: \"{{link}}\" }]",
            "en.actions[0].label: expected a word or two without fields"
        ),
        ("actions: [{ label: Therapy, url: \"{{link}}\" }]", "'Therapy' could be read on a lock screen"),
        ("actions: [{ label: Go }]", "missing required setting 'url'"),
        ("actions: [{l: a}, {l: a}, {l: a}, {l: a}, {l: a}, {l: a}]", "unknown setting"),
    ])
    func `plurals and actions are checked where they stand`(part: String, expected: String) throws {
        let text = try load(
            "id: m\n\(Self.fields)en:\n  outside: { subject: Hi }\n  inside: \"{{n}}\"\n  \(part)\n")
        #expect(text.contains(expected), "\(text)")
    }

    @Test(arguments: [
        ("urgency: loud\n", "urgency: expected one of low, normal, high, critical, found 'loud'"),
        ("sensitivity: secret\n", "sensitivity: expected one of public, members, private"),
        ("thread: \"{{y}}\"\n", "m.yaml:1:10: error: thread: the field 'y' is not declared"),
        ("replaces: \"{{#o}}x\"\n", "replaces: 'o' is opened and never closed"),
        ("expires_after: 5s\n", "expires_after: expected at least 1m, found '5s'"),
        (
            "event: { uid: a, start: soon, end: later }\n",
            "event.start: expected a time such as 2026-11-21T18:00:00Z, or a field, found 'soon'"
        ),
        ("event: { uid: a, start: \"{{o}}\", end: \"{{x}}\" }\n", "event.start: the optional field 'o' is used"),
        ("event: { uid: a }\n", "event: missing required setting 'start'"),
        ("event: { uid: a, start: \"{{x}}\", end: \"{{x}}\", location: Detox ward }\n", "'Detox' could be read"),
        ("EN: { outside: { subject: a }, inside: b }\n", "'en' is written twice in this block"),
        ("titel: x\n", "titel: unknown setting"),
    ])
    func `what is the same in every language is checked`(head: String, expected: String) throws {
        let text = try load(head + "\(Self.fields)\(Self.english)    {{x}}\n")
        #expect(text.contains(expected), "\(text)")
    }

    private func lint(_ message: String) throws -> String {
        let (folder, loader) = try loader(message)
        return withExtendedLifetime(folder) {
            let result = loader.lintMessages([
                ("Config/messages/m.yaml", "\(folder.path)/Config/messages/m.yaml", nil)
            ])
            return DiagnosticsRenderer(sources: result.sources).text(result.diagnostics)
        }
    }

    @Test func `lint finds what is too long, has no example or says what readers would rather not get`() throws {
        let long = String(repeating: "word ", count: 20)
        let text = try lint(
            "fields: { x: { required: true } }\nen:\n  outside: { subject: \(long) }\n  inside: \"\(String(repeating: long, count: 5)) ł {{x}}\"\n  actions: [{ label: Failed, url: \"https://example.org\" }]\n"
        )
        for expected in [
            "m.yaml:3:23: warning: en.outside.subject: has 99 characters with the example values, expected at most 78",
            "m.yaml:4:11: warning: en.inside: takes 8 segments as an SMS (UCS-2), expected at most 3", "'ł'",
            "fields.x: has no example", "message 'm' has no text in 'pt'",
            "m.yaml:5:22: warning: 'Failed' is a term to avoid",
        ] {
            #expect(text.contains(expected), "\(text)")
        }
    }

    /// A key that looks like a language, and is none.
    @Test func `editors do not take a message's id for a language`() throws {
        let schemas = SchemaWriter(registry: try PluginRegistry(builtinPlugins), channelKinds: channelKinds).schemas()
        let message = try #require(schemas.first { $0.name == "message.json" }?.text)
        #expect(message.contains("\"^(?!id$)[a-z]{2,3}(-[A-Za-z0-9]+)*$\""))
    }

    @Test func `the shipped messages pass lint without a word`() throws {
        let (folder, loader) = try loader("id: m\nen: { outside: { subject: Hi }, inside: x }\n")
        try FileManager.default.removeItem(atPath: folder.path + "/Config/messages/m.yaml")
        let result = loader.lintMessages([])
        let shipped = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/Config/messages")
        #expect(!shipped.isEmpty && result.filesRead == shipped.count)
        #expect(result.diagnostics.isEmpty, "\(DiagnosticsRenderer(sources: result.sources).text(result.diagnostics))")
    }
}
