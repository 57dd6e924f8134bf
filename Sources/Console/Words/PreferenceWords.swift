/// The words of the page of choices, beside those of `PageWords`.
struct PreferenceWords {
    let tag: String
    let messages: String
    let pauseUntil: String
    let howOften: String
    /// By the name of each frequency.
    let frequencies: [String: String]
    let asProgram: String
    /// Before what holds now.
    let now: String
    let timeOfDay: String
    let ways: String
    let first: String
    let stopHere: String
    let startHere: String
    let language: String
    let whoseName: String
    let whoseNameHint: String
    let mentorsName: String
    let lendName: String

    /// What languages call themselves.
    static let names = ["en": "English", "pt": "Português", "pl": "Polski", "ar": "العربية"]

    static func words(for languages: [String]) -> PreferenceWords {
        let language = PageWords.words(for: languages).language
        return all.first { $0.tag == language } ?? english
    }

    private static let all = [english, portuguese, polish, arabic]

    private static func frequencies(_ texts: [String]) -> [String: String] {
        Dictionary(zip(["daily", "every_2_days", "weekly", "every_2_weeks", "on_request"], texts)) { first, _ in first }
    }

    private static let english = PreferenceWords(
        tag: "en", messages: "Messages", pauseUntil: "No messages before this day", howOften: "How often we ask",
        frequencies: frequencies([
            "Once a day at the most", "Every second day", "Once a week", "Every second week", "Only when I say so",
        ]), asProgram: "As it comes", now: "Now", timeOfDay: "The time of day", ways: "By which way",
        first: "this one first", stopHere: "nothing here any more", startHere: "welcome here again",
        language: "In which language", whoseName: "Whose name is under them",
        whoseNameHint: "Your mentor's, where they agree; else ours.", mentorsName: "My mentor's",
        lendName: "May your name be under reminders to those whom you accompany?")

    private static let portuguese = PreferenceWords(
        tag: "pt", messages: "Mensagens", pauseUntil: "Sem mensagens antes deste dia",
        howOften: "Com que frequência perguntamos",
        frequencies: frequencies([
            "No máximo uma vez por dia", "Dia sim, dia não", "Uma vez por semana", "De duas em duas semanas",
            "Só quando eu disser",
        ]), asProgram: "Como vier", now: "Agora", timeOfDay: "A hora do dia", ways: "Por que via",
        first: "esta primeiro", stopHere: "aqui nada mais", startHere: "aqui de novo, com gosto",
        language: "Em que língua", whoseName: "Com o nome de quem",
        whoseNameHint: "Do seu mentor, quando ele concorda; senão o nosso.", mentorsName: "O do meu mentor",
        lendName: "O seu nome pode estar nos lembretes a quem acompanha?")

    private static let polish = PreferenceWords(
        tag: "pl", messages: "Wiadomości", pauseUntil: "Bez wiadomości przed tym dniem", howOften: "Jak często pytamy",
        frequencies: frequencies([
            "Najwyżej raz dziennie", "Co drugi dzień", "Raz w tygodniu", "Co drugi tydzień", "Tylko kiedy o tym powiem",
        ]), asProgram: "Tak jak jest", now: "Teraz", timeOfDay: "Pora dnia", ways: "Jaką drogą",
        first: "ta najpierw", stopHere: "tu już nic", startHere: "tu znowu chętnie", language: "W jakim języku",
        whoseName: "Z czyim podpisem", whoseNameHint: "Twojego mentora, jeśli się zgadza; inaczej nasz.",
        mentorsName: "Mojego mentora",
        lendName: "Czy Twoje imię może być pod przypomnieniami dla osób, którym towarzyszysz?")

    private static let arabic = PreferenceWords(
        tag: "ar", messages: "الرسائل", pauseUntil: "لا رسائل قبل هذا اليوم", howOften: "كم مرة نسأل",
        frequencies: frequencies([
            "مرة في اليوم على الأكثر", "كل يومين", "مرة في الأسبوع", "كل أسبوعين", "فقط عندما أطلب",
        ]), asProgram: "كما تأتي", now: "الآن", timeOfDay: "وقت اليوم", ways: "بأي طريقة", first: "هذه أولاً",
        stopHere: "لا شيء هنا بعد الآن", startHere: "مرحبًا بها هنا مجددًا", language: "بأي لغة",
        whoseName: "باسم من", whoseNameHint: "باسم مرشدك إن وافق، وإلا فباسمنا.", mentorsName: "اسم مرشدي",
        lendName: "هل يجوز أن يكون اسمك تحت تذكيرات من ترافقهم؟")
}
