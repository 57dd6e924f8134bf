import Testing

@testable import Persistence

/// What erasing somebody takes out of texts that are somebody else's.
@Suite struct PersonalTextTests {
    @Test(
        arguments: [
            ("ana", "~1"), ("ana joao", "~1 joao"), ("joao ana.", "joao ~1."), ("ana.silva joao", "ana.silva joao"),
            ("joao.ana", "joao.ana"), ("told ana. Then joao", "told ~1. Then joao"),
            ("ana, ana-b, ana_c", "~1, ana-b, ana_c"),
            ("(ana)", "(~1)"), ("mariana anabel", "mariana anabel"), ("ana...", "~1..."), ("\u{e9}ana", "\u{e9}ana"),
            ("", ""), ("ana ana", "~1 ~1"),
        ]) func `an id goes where it stands alone, and stays a part of another one`(text: String, expected: String)
    {
        let person = PersonalText(id: "ana", name: "Ana", pseudonym: "~1")
        #expect(person.without(text, writing: "~1") == expected)
    }
}
