import Community

/// The words of a goal review's page beside those that all pages share.
struct GoalWords {
    let language: String
    let showedUp: String
    let whyItMatters: String
    let nextStep: String
    let onWhichDay: String
    let stillYours: String
    let pathway: String
    let whatINoticed: String
    let practised: String
    let resume: String
    let otherWords: String
    let importance: String
    let confidence: String
    let howFar: String
    let levels: [GoalLevel: String]
    let more: String
    let suggested: String
    let makeItMine: String
    let notForMe: String
    let inMyWords: String
    let toPractise: String
    let anotherDay: String

    /// The words for the first of `languages` that there is.
    static func words(for languages: [String]) -> GoalWords {
        for language in languages {
            if let found = all.first(where: { $0.language == language.prefix(while: { $0 != "-" }) }) { return found }
        }
        return english
    }

    private static let all = [english, portuguese, polish, arabic]

    static let english = GoalWords(
        language: "en", showedUp: "You are here, and that counts.", whyItMatters: "Why it matters to you",
        nextStep: "The next small step", onWhichDay: "On which day", stillYours: "Is this still yours?",
        pathway: "There is a way to become a peer worker here. Ask anybody of the team how to begin.",
        whatINoticed: "What I tried, and what I noticed", practised: "I have practised this",
        resume: "Take it up again",
        otherWords: "In other words, or smaller", importance: "How much it matters to you, 0 to 10",
        confidence: "How sure you are that you can, 0 to 10", howFar: "How far it has come",
        levels: [
            .muchMore: "much further than I hoped", .somewhatMore: "a bit further than I hoped",
            .asHoped: "as far as I hoped", .somewhatLess: "part of the way", .muchLess: "about where I began",
        ],
        more: "More about this one", suggested: "Somebody of the team thought of this. It is yours only if you say so.",
        makeItMine: "Make it mine", notForMe: "Not for me", inMyWords: "In my own words",
        toPractise: "It is something to practise", anotherDay: "I would rather look at all this on another day")

    static let portuguese = GoalWords(
        language: "pt", showedUp: "Está aqui, e isso conta.", whyItMatters: "Porque lhe importa",
        nextStep: "O próximo pequeno passo", onWhichDay: "Em que dia", stillYours: "Isto ainda é seu?",
        pathway: "Há um caminho para apoiar outros aqui. Pergunte a qualquer pessoa da equipa como começar.",
        whatINoticed: "O que experimentei e o que notei", practised: "Já pratiquei isto", resume: "Retomar",
        otherWords: "Por outras palavras, ou mais pequeno", importance: "Quanto lhe importa, de 0 a 10",
        confidence: "Quanta certeza tem de que consegue, de 0 a 10", howFar: "Até onde chegou",
        levels: [
            .muchMore: "muito mais longe do que esperava", .somewhatMore: "um pouco mais longe do que esperava",
            .asHoped: "até onde esperava", .somewhatLess: "parte do caminho", .muchLess: "mais ou menos onde comecei",
        ],
        more: "Mais sobre isto", suggested: "Alguém da equipa pensou nisto. Só é seu se disser que sim.",
        makeItMine: "Fica a ser meu", notForMe: "Não é para mim", inMyWords: "Nas minhas palavras",
        toPractise: "É algo para praticar", anotherDay: "Prefiro ver isto noutro dia")

    static let polish = GoalWords(
        language: "pl", showedUp: "Jesteś tutaj i to się liczy.", whyItMatters: "Dlaczego to dla Ciebie ważne",
        nextStep: "Następny mały krok", onWhichDay: "Którego dnia", stillYours: "Czy to nadal Twoje?",
        pathway: "Można tu wspierać innych. Zapytaj kogokolwiek z zespołu, jak zacząć.",
        whatINoticed: "Czego próbuję i co zauważam", practised: "Mam to przećwiczone", resume: "Wracam do tego",
        otherWords: "Innymi słowami albo mniejsze", importance: "Jak bardzo jest to dla Ciebie ważne, od 0 do 10",
        confidence: "Na ile wierzysz, że się uda, od 0 do 10", howFar: "Jak daleko to zaszło",
        levels: [
            .muchMore: "dużo dalej, niż myślę", .somewhatMore: "trochę dalej, niż myślę",
            .asHoped: "tak daleko, jak chcę", .somewhatLess: "część drogi", .muchLess: "mniej więcej na początku",
        ],
        more: "Więcej o tym", suggested: "To pomysł kogoś z zespołu. Jest Twój tylko wtedy, gdy tak powiesz.",
        makeItMine: "Biorę to", notForMe: "To nie dla mnie", inMyWords: "Moimi słowami",
        toPractise: "To coś do ćwiczenia", anotherDay: "Wolę wrócić do tego innego dnia")

    static let arabic = GoalWords(
        language: "ar", showedUp: "أنت هنا، وهذا مهم.", whyItMatters: "لماذا يهمك", nextStep: "الخطوة الصغيرة التالية",
        onWhichDay: "في أي يوم", stillYours: "هل ما زال هذا لك؟",
        pathway: "هناك طريق لمساندة الآخرين هنا. اسأل أي شخص من الفريق كيف تبدأ.",
        whatINoticed: "ما جرّبته وما لاحظته", practised: "تدرّبت على هذا", resume: "العودة إليه",
        otherWords: "بكلمات أخرى، أو أصغر", importance: "كم يهمك، من 0 إلى 10",
        confidence: "كم أنت واثق من قدرتك، من 0 إلى 10",
        howFar: "إلى أين وصل",
        levels: [
            .muchMore: "أبعد بكثير مما رجوت", .somewhatMore: "أبعد قليلًا مما رجوت", .asHoped: "إلى حيث رجوت",
            .somewhatLess: "جزء من الطريق", .muchLess: "قريبًا من البداية",
        ],
        more: "المزيد عن هذا", suggested: "فكّر في هذا أحد من الفريق. لن يكون لك إلا إذا أردت.", makeItMine: "أجعله لي",
        notForMe: "ليس لي", inMyWords: "بكلماتي", toPractise: "إنه شيء للتدرّب",
        anotherDay: "أفضّل النظر في هذا في يوم آخر")
}
