import Testing

@testable import Messages

@Suite struct PluralTests {
    @Test(arguments: PluralSamples.groups.indices)
    func `CLDR's own samples have the category that CLDR says`(index: Int) {
        let group = PluralSamples.groups[index]
        for language in group.languages {
            let rules = PluralRules(language: language)
            #expect(rules.isKnown, "\(language)")
            for (category, numbers) in group.samples {
                for number in numbers {
                    #expect(rules.category(of: number).rawValue == category, "\(language) \(number)")
                }
            }
        }
    }

    @Test func `samples and rules are all there`() {
        #expect(PluralSamples.groups.flatMap(\.languages).count > 180)
        // A rule that cannot be read would be missing.
        let written = PluralRules.cldr.split(separator: "\n")
        var expected = 0
        var languages = 0
        for line in written {
            if line.contains(":") { expected += languages } else { languages = line.split(separator: " ").count }
        }
        #expect(PluralRules.ruleCount == expected)
    }

    /// Where version 47 differs from the version of the samples; by Babel 2.18.
    @Test(arguments: [
        ("he", "1", "one"), ("he", "2", "two"), ("he", "10", "other"), ("he", "20", "other"), ("he", "0.5", "one"),
        ("he", "1.0", "other"), ("iw", "2", "two"), ("mt", "2", "two"), ("mt", "0", "few"), ("mt", "103", "few"),
        ("mt", "11", "many"), ("mt", "20", "other"), ("is", "21", "one"), ("is", "11", "other"), ("is", "1.2", "other"),
        ("ca", "1000000", "many"), ("ca", "1", "one"), ("scn", "1000000", "many"), ("pt-BR", "0", "one"),
        ("pt-PT", "0", "other"), ("pt", "1.5", "one"), ("pt", "2000000", "many"), ("xx", "1", "other"),
        ("en", "", "other"),
        ("en", "one", "other"), ("en", "-1", "one"), ("en", "1.0", "other"), ("en", "1e3", "other"),
        ("en", "٣", "other"),
        ("en", "99999999999999999999", "other"), ("ar", "0", "zero"), ("pl", "22", "few"), ("pl", "12", "many"),
    ])
    func `a number has its category in its language`(language: String, number: String, category: String) {
        #expect(PluralRules(language: language).category(of: number).rawValue == category)
    }

    @Test(arguments: [
        ("en", "one other"), ("pt", "one other"), ("pl", "one few many other"), ("ar", "zero one two few many other"),
        ("ja", "other"), ("ru", "one few many other"), ("cs", "one few other"), ("lt", "one few other"),
        ("sl", "one two few other"),
        ("ga", "one two few many other"), ("cy", "zero one two few many other"), ("fr", "one other"), ("xx", "other"),
        ("he", "one two other"), ("lv", "zero one other"), ("ro", "one few other"),
    ])
    func `a translator is asked for what whole numbers need`(language: String, expected: String) {
        #expect(PluralRules(language: language).required.map(\.rawValue).joined(separator: " ") == expected)
    }

    @Test(arguments: [
        ("1", "1 sprawa"), ("3", "3 sprawy"), ("5", "5 spraw"), ("1.5", "1.5 sprawy"), ("many", "many sprawy"),
        ("", ""),
    ])
    func `the phrase of a number's category stands in the text`(number: String, expected: String) throws {
        let phrases: [PluralCategory: String] = [
            .one: "{{n}} sprawa", .few: "{{n}} sprawy", .many: "{{n}} spraw", .other: "{{n}} sprawy",
        ]
        let forms = PluralForms(
            field: "n", language: "pl", phrases: try phrases.mapValues { try TemplateText(parsing: $0) })
        let template = MessageTemplate(
            id: MessageID(rawValue: "m"), description: "",
            fields: [MessageField(name: "n", isRequired: true, example: nil)],
            locales: [
                "pl": LocaleText(
                    subject: try TemplateText(parsing: "x"),
                    text: try MessageBody(parsing: "{{#n.phrase}}[{{n.phrase}}]{{/n.phrase}}"), plurals: ["n": forms])
            ])
        let message = try #require(template.render(["n": number], languages: ["pl"], fallbacks: []))
        #expect(message.text == (expected.isEmpty ? "" : "[\(expected)]"))
    }
}
