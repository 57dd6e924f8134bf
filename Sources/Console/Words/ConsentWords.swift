/// The words of the page on which people agree, beside those of `PageWords`.
struct ConsentWords {
    let language: String
    let title: String
    /// What each purpose is called, by its name.
    let purposes: [String: String]
    /// What each element of a form is called, by its name.
    let elements: [String: String]
    let agree: String
    let disagree: String
    let takeBack: String
    /// Before a day: *You agreed on 2026-11-20*.
    let agreed: String
    let until: String
    let untilLeaving: String
    let over: String
    let said: String
    let holds: String

    static func words(for languages: [String]) -> ConsentWords {
        let language = PageWords.words(for: languages).language
        return all.first { $0.language == language } ?? english
    }

    private static let all = [english, portuguese, polish, arabic]

    private static func elements(_ texts: [String]) -> [String: String] {
        let names = [
            "discloser", "recipients", "information", "reason", "revocation", "consequences", "redisclosure",
        ]
        return Dictionary(zip(names, texts)) { first, _ in first }
    }

    private static func purposes(_ texts: [String]) -> [String: String] {
        Dictionary(zip(["check_in", "reminders", "goals", "pairing", "follow_ups"], texts)) { first, _ in first }
    }

    private static let english = ConsentWords(
        language: "en", title: "What you agreed to",
        purposes: purposes(["Questions", "Reminders", "Goals", "Meeting one person", "After your time here"]),
        elements: elements([
            "Who passes it on", "Who gets it", "What it is", "Why", "Taking it back", "What a no means",
            "What they may do with it",
        ]), agree: "I agree", disagree: "I do not agree", takeBack: "I take it back",
        agreed: "You agreed on", until: "until", untilLeaving: "until you leave",
        over: "The time for which you agreed is over. Nothing is sent for it.",
        said: "You said no, and nothing is sent for it.", holds: "A yes holds:")

    private static let portuguese = ConsentWords(
        language: "pt", title: "Aquilo com que concordou",
        purposes: purposes(["Perguntas", "Lembretes", "Objetivos", "Conhecer uma pessoa", "Depois do seu tempo aqui"]),
        elements: elements([
            "Quem transmite", "Quem recebe", "O que é", "Porquê", "Voltar atrás", "O que significa um não",
            "O que podem fazer com isso",
        ]), agree: "Concordo", disagree: "Não concordo", takeBack: "Volto atrás",
        agreed: "Concordou em", until: "até", untilLeaving: "até sair",
        over: "O tempo para o qual concordou acabou. Nada é enviado para isso.",
        said: "Disse que não, e nada é enviado para isso.", holds: "Um sim vale:")

    private static let polish = ConsentWords(
        language: "pl", title: "Na co się zgadzasz",
        purposes: purposes(["Pytania", "Przypomnienia", "Cele", "Poznanie jednej osoby", "Po Twoim czasie tutaj"]),
        elements: elements([
            "Kto przekazuje", "Kto otrzymuje", "Co to jest", "Dlaczego", "Wycofanie zgody", "Co oznacza odmowa",
            "Co mogą z tym zrobić",
        ]), agree: "Zgadzam się", disagree: "Nie zgadzam się", takeBack: "Wycofuję zgodę",
        agreed: "Zgoda z dnia", until: "do", untilLeaving: "do odejścia",
        over: "Czas, na który była zgoda, minął. Nic w tej sprawie nie wysyłamy.",
        said: "Odpowiedź brzmi: nie. Nic w tej sprawie nie wysyłamy.", holds: "Zgoda obowiązuje:")

    private static let arabic = ConsentWords(
        language: "ar", title: "ما وافقت عليه",
        purposes: purposes(["الأسئلة", "التذكيرات", "الأهداف", "لقاء شخص واحد", "بعد وقتك هنا"]),
        elements: elements([
            "من ينقل", "من يتلقى", "ما هو", "لماذا", "التراجع", "ماذا يعني الرفض", "ما يجوز لهم فعله به",
        ]), agree: "أوافق", disagree: "لا أوافق", takeBack: "أتراجع",
        agreed: "وافقت في", until: "حتى", untilLeaving: "حتى المغادرة",
        over: "انتهت المدة التي وافقت عليها. لا نرسل شيئًا لها.", said: "قلت لا، ولا نرسل شيئًا لها.",
        holds: "تسري الموافقة:")
}
