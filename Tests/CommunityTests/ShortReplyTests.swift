import Community
import Testing

/// What a few words say to what somebody is asked.
@Suite struct ShortReplyTests {
    private static func question(_ id: String, _ kind: Question.Kind) -> Question {
        Question(id: id, text: LocalizedText(texts: ["en": id]), kind: kind, visibility: .mentor)
    }

    private static let skills = Question.Kind.choice(
        [("asked_for_help", "Asking for help", "Pedir ajuda"), ("rested", "Resting", "Descansar")].map {
            Question.Choice(id: $0.0, text: LocalizedText(texts: ["en": $0.1, "pt": $0.2]))
        })
    private static let evening = [
        question("connection", .scale(low: 0, high: 10)), question("confidence", .scale(low: 0, high: 10)),
        question("high", .text), question("low", .text), question("skill", skills), question("sure", .yesNo),
        question("contact", .wantsContact),
    ]

    private static func read(
        _ text: String, _ questions: [Question] = evening, given: Set<String> = [], kind: Ask.Kind? = .checkIn,
        snoozes: [Snooze] = Snooze.allCases
    ) -> ShortReply {
        ShortReply(text, to: kind, questions: questions, given: given, snoozes: snoozes)
    }

    @Test(arguments: [
        ("7", ["connection": "7"]), (" 7. ", ["connection": "7"]), ("7/10", ["connection": "7"]),
        ("٧", ["connection": "7"]), ("7 5", ["connection": "7", "confidence": "5"]),
        ("0,10", ["connection": "0", "confidence": "10"]),
        ("7 5 2", ["connection": "7", "confidence": "5", "skill": "rested"]), ("b", ["skill": "rested"]),
        ("A)", ["skill": "asked_for_help"]), ("resting", ["skill": "rested"]),
        ("Pedir ajuda!", ["skill": "asked_for_help"]),
        ("yes", ["sure": "yes"]), ("NÃO", ["sure": "no"]), ("نعم", ["sure": "yes"]), ("call me", ["contact": "yes"]),
        ("Zadzwoń", ["contact": "yes"]),
    ])
    func `numbers, letters and words go to the first question that can take them`(
        text: String, answers: [String: String]
    ) {
        #expect(Self.read(text) == .answers(answers))
    }

    @Test(arguments: [
        "11", "-1", "7/5", "7 11", "7 5 3", "7 5 1 1", "7 or 8", "7.5", "c", "maybe", "a good walk", "", "   ", "🙂",
        "later 99h",
        "1e3",
    ])
    func `what could be two things, or none, is not guessed at`(text: String) {
        #expect(Self.read(text) == .unreadable)
    }

    /// Choices with these values, in their order; nil for none.
    private static func valued(_ values: [Int?]) -> Question.Kind {
        .choice(
            values.enumerated().map { place, value in
                let text = LocalizedText(texts: ["en": "Choice \(place + 1)"])
                return Question.Choice(id: "c\(place + 1)", text: text, value: value)
            })
    }

    @Test(
        arguments: [
            // As the PHQ-9 counts, and the K6, the WHO-5 and the BARC-10.
            ([0, 1, 2, 3], []), ([4, 3, 2, 1, 0], []), ([5, 4, 3, 2, 1, 0], [3]), ([1, 2, 3], [1, 2, 3]),
            ([1, nil, 3], [1, 3]), ([nil, nil], [1, 2]),
        ] as [([Int?], [Int])])
    func `a number for choices that have values is read where it is both the value and the place`(
        values: [Int?], readable: [Int]
    ) {
        let questions = [Self.question("down", Self.valued(values))]
        for number in 0...7 {
            let expected = readable.contains(number) ? ShortReply.answers(["down": "c\(number)"]) : .unreadable
            #expect(Self.read(String(number), questions) == expected, "\(number)")
        }
        #expect(Self.read("b", questions) == .answers(["down": "c2"]))
        #expect(Self.read("choice 2", questions) == .answers(["down": "c2"]))
        // Of several numbers one that could be two things leaves none of them.
        let both = [Self.question("connection", .scale(low: 0, high: 10))] + questions
        #expect(Self.read("7 \(readable.contains(2) ? 9 : 2)", both) == .unreadable)
    }

    @Test func `what was answered already is passed over, and replaced only where there is no doubt`() {
        #expect(Self.read("4", given: ["connection"]) == .answers(["confidence": "4"]))
        let one = [Self.question("connection", .scale(low: 0, high: 10))]
        #expect(Self.read("4", one, given: ["connection"]) == .answers(["connection": "4"]))
        #expect(Self.read("4", given: ["connection", "confidence", "skill"]) == .unreadable)
        let text = [Self.question("at_home", .text)]
        #expect(Self.read("other words", text, given: ["at_home"]) == .unreadable)
    }

    @Test(arguments: ["A quiet corner, please", "  A quiet corner, please\n", "I want to stop drinking"])
    func `free words go to the one open question as they are`(text: String) {
        let hello = [Self.question("at_home", .text)]
        let own = text.split(separator: "\n").first.map { $0.drop { $0 == " " } } ?? ""
        #expect(Self.read(text, hello) == .answers(["at_home": String(own)]))
        #expect(Self.read(String(repeating: "a", count: 2_001), hello) == .unreadable)
    }

    @Test(arguments: [
        ("later", ShortReply.later(.hour)), ("Mais tarde", .later(.hour)), ("snooze", .later(.hour)),
        ("later 3h", .later(.threeHours)), ("później 12 h", .later(.night)), ("skip", .skip), ("تخطي", .skip),
    ])
    func `later and skip are read in each language`(text: String, reading: ShortReply) {
        #expect(Self.read(text) == reading)
    }

    @Test func `what cannot wait is not put off`() {
        #expect(Self.read("later", snoozes: []) == .unreadable)
        #expect(Self.read("later 12h", snoozes: [.hour]) == .unreadable)
        #expect(Self.read("later", kind: .pairing) == .unreadable)
    }

    @Test(arguments: [
        ("Yes", ShortReply.yes), ("sim", .yes), ("no thanks", .no), ("nie", .no), ("7", .unreadable),
        ("perhaps", .unreadable),
        ("call me", .callMe),
    ])
    func `an invitation takes yes or no, and nothing else is taken for either`(text: String, reading: ShortReply) {
        #expect(Self.read(text, [], kind: .pairing) == reading)
    }

    @Test func `whoever is asked nothing can still ask for a call`() {
        #expect(Self.read("Please call me", [], kind: nil) == .callMe)
        #expect(Self.read("7", [], kind: nil) == .unreadable)
    }
}
