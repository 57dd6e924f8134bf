import Community
import Testing

/// S1-27: what can be read from outside tells nothing.
@Suite struct OutsideLexiconTests {
    @Test(arguments: [
        ("Your recovery check-in", "recovery"), ("COUNSELING today", "COUNSELING"), ("GAD-7 for today", "GAD"),
        ("Your GAD7", "GAD7"), ("PHQ-9", "PHQ"), ("BARC-10", "BARC-10"), ("Peer support tonight", "Peer support"),
        ("peer-supporters", "peer-supporters"), ("An AA meeting", "AA meeting"), ("the 12 steps", "12 steps"),
        ("drug use", "drug"), ("drugs", "drugs"), ("bipolar", "bipolar"), ("an overdose", "overdose"),
        ("methadone", "methadone"), ("Naloxone", "Naloxone"), ("PTSD", "PTSD"), ("Trauma-informed", "Trauma"),
        ("self-harm", "self-harm"), ("re\u{AD}covery", "re\u{AD}covery"), ("re\u{200B}covery", "re\u{200B}covery"),
        ("ｒｅｃｏｖｅｒｙ", "ｒｅｃｏｖｅｒｙ"), ("𝐫𝐞𝐜𝐨𝐯𝐞𝐫𝐲", "𝐫𝐞𝐜𝐨𝐯𝐞𝐫𝐲"), ("Récovery", "Récovery"),
    ])
    func `a word in English tells too much`(text: String, word: String) {
        #expect(OutsideLexicon.firstFinding(in: text)?.word == word)
    }

    @Test(arguments: [
        ("As terapias", "terapias"), ("Consulta com o terapeuta", "terapeuta"), ("suicídio", "suicídio"),
        ("SUICI\u{301}DIO", "SUICI\u{301}DIO"), ("psiquiatra", "psiquiatra"), ("o diagnóstico", "diagnóstico"),
        ("álcool", "álcool"), ("sem alcool", "alcool"), ("ansiedade", "ansiedade"), ("drogas", "drogas"),
        ("toxicodependência", "toxicodependência"), ("depressão", "depressão"), ("o vício", "vício"),
        ("apoio entre pares", "apoio entre pares"), ("tratamiento", "tratamiento"), ("depresión", "depresión"),
        ("Uzależnienie", "Uzależnienie"), ("uzaleznienia", "uzaleznienia"), ("trzeźwość", "trzeźwość"),
        ("Trzezwi", "Trzezwi"), ("nałóg", "nałóg"), ("lęki", "lęki"), ("samobójstwo", "samobójstwo"),
        ("psychiatra", "psychiatra"), ("leczenie", "leczenie"), ("narkotyki", "narkotyki"), ("depresja", "depresja"),
        ("wsparcie rówieśnicze", "wsparcie rówieśnicze"),
        ("الإدمان", "الإدمان"), ("والادمان", "والادمان"), ("للعلاج", "للعلاج"), ("مُدمِن", "مُدمِن"),
        ("اكتئاب", "اكتئاب"), ("بالاكتئاب", "بالاكتئاب"), ("الانتحار", "الانتحار"), ("كـحـول", "كـحـول"),
        ("العيادة", "العيادة"), ("جرعة زائدة", "جرعة زائدة"), ("دعم الأقران", "دعم الأقران"),
    ])
    func `a word in another language tells too much, with its accents or without`(text: String, word: String) {
        #expect(OutsideLexicon.firstFinding(in: text)?.word == word)
    }

    @Test(arguments: [
        "A question for this evening", "Support group", "Peers, support us", "A peer. Support is near",
        "Step 12", "AA batteries", "drugstore", "Drugie przypomnienie", "Drugi dzień", "Droga Ano", "Lekcja gotowania",
        "Até depressa", "O meu sobrinho", "O barco para Barcelona", "Gadżet", "Methodist hall", "Who 50", "", "🙂",
        "سؤال لهذا المساء", "تحية", "كيف تسير الأمور؟",
    ])
    func `a harmless word is left alone`(text: String) {
        #expect(OutsideLexicon.firstFinding(in: text)?.word == nil)
    }

    @Test func `the first finding has its place in characters`() throws {
        let found = try #require(OutsideLexicon.firstFinding(in: "👨‍👩‍👧 e\u{301} peer  support, drugs"))
        #expect(found.word == "peer  support" && found.offset == 4)
    }
}
