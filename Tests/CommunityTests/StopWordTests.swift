import Community
import Testing

/// Words that stop, start and help, and what only sounds like them.
@Suite struct StopWordTests {
    @Test(arguments: [
        ("STOP", StopWord.stop(.here)), (" stop. ", .stop(.here)), ("Unsubscribe", .stop(.here)),
        ("QUIT!", .stop(.here)), ("end", .stop(.here)), ("Revoke", .stop(.here)), ("OPT-OUT", .stop(.here)),
        ("opt out", .stop(.here)), ("cancel", .stop(.here)), ("REMOVE", .stop(.here)), ("td", .stop(.here)),
        ("Arrêt", .stop(.here)), ("PARAR", .stop(.here)), ("koniec", .stop(.here)), ("توقف", .stop(.here)),
        ("StopAll", .stop(.everything)), ("stop all", .stop(.everything)), ("parar tudo", .stop(.everything)),
        ("Stop reminders", .stop(.reminders)), ("start", .start), ("UNSTOP", .start), ("começar", .start),
        ("HELP", .help), ("info?", .help), ("ajuda", .help), ("pomoc", .help), ("مساعدة", .help),
        ("please stop by on Sunday", nil), ("the end of the day", nil), ("", nil), ("7", nil), ("🙂", nil),
    ])
    func `a word counts when it is the whole reply`(reply: String, wish: StopWord?) {
        #expect(StopWord(in: reply) == wish)
    }

    @Test(arguments: [
        "please stop texting me", "Please stop", "stop it!", "stpo", "Sotp", "stoop", "unsubcribe", "unsubscrib me",
        "I want no more messages", "leave me alone", "wrong number", "não quero mais mensagens", "por favor parem",
        "proszę nie pisać", "nie piszcie do mnie", "dajcie mi spokój", "لا ترسلوا لي شيئًا", "хватит",
        "do not text this phone", "remov me",
    ])
    func `what sounds like a wish to stop is for a person to read`(reply: String) {
        #expect(StopHint.occurs(in: reply))
        #expect(StopWord(in: reply) == nil)
    }

    @Test(arguments: [
        "STOP", "7", "I stopped smoking", "a good day", "shop", "I walked to the bus stop and back", "pain",
        "I saw a show",
        "we cancelled nothing, and the evening was fine", "tak", "não", "late", "", "later", "they", "and then",
    ])
    func `ordinary words, and the exact ones, are no hint`(reply: String) {
        #expect(!StopHint.occurs(in: reply))
    }
}
