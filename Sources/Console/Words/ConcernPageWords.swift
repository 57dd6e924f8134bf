/// The words of the page for what did not sit well, and of what somebody is to read first, beside those of `PageWords`.
struct ConcernPageWords {
    let language: String
    /// The way in, on the page of every ask.
    let door: String
    let title: String
    /// Before the door for harm.
    let harmFirst: String
    let intro: String
    let happened: String
    let need: String
    let repair: String
    let support: String
    let first: String
    /// Before a number of hours.
    let after: String
    let group: String
    let team: String
    let wrote: String
    /// Where one stands, by its state.
    let states: [String: String]
    /// Before a day and a time.
    let until: String
    let settle: String
    let withdraw: String
    let release: String
    /// After somebody's name.
    let readFirst: String
    let nothingElse: String
    /// Before a day and a time.
    let teamFrom: String
    let heard: String
    let gone: String

    static func words(for languages: [String]) -> ConcernPageWords {
        let language = PageWords.words(for: languages).language
        return all.first { $0.language == language } ?? english
    }

    private static let all = [english, portuguese, polish, arabic]

    private static func states(_ texts: [String]) -> [String: String] {
        Dictionary(zip(["held", "heard", "with_staff", "taken"], texts)) { first, _ in first }
    }

    static let english = ConcernPageWords(
        language: "en", door: "Something did not sit well with me", title: "Something did not sit well",
        harmFirst: "This page has time. When it cannot wait, the team is told at once here:",
        intro: "Any of these can be left empty. It opens a conversation, and changes nothing else for anybody.",
        happened: "What happened?", need: "What need did this meet?", repair: "An idea to put it right",
        support: "What support would help?", first: "Who reads it first?",
        after:
            "One person reads it on a page of their own; a group hears of it from you. Unless you say before that it is "
            + "settled, the team reads it after",
        group: "My group: I bring it there myself", team: "The team, now", wrote: "What you wrote",
        states: states([
            "The team has not read it.", "The other person has read it, and the team has not.",
            "The team can read it.", "Somebody of the team looks at it.",
        ]), until: "So it stays until", settle: "It is settled", withdraw: "I take it back",
        release: "The team can read it now", readFirst: "would like you to read this first",
        nothingElse:
            "It changes nothing for you here. You can talk about it together, with or without somebody of the team, "
            + "or leave it as it is.",
        teamFrom: "Unless it is settled before, the team can read it from", heard: "I have read it",
        gone: "It was settled or taken back, and there is nothing to read.")

    static let portuguese = ConcernPageWords(
        language: "pt", door: "Houve algo que não me caiu bem", title: "Algo que não caiu bem",
        harmFirst: "Esta página tem tempo. Quando não pode esperar, a equipa é avisada logo aqui:",
        intro: "Tudo pode ficar vazio. Isto abre uma conversa e não muda mais nada para ninguém.",
        happened: "O que aconteceu?", need: "Que necessidade é que isto satisfez?",
        repair: "Uma ideia para o reparar", support: "Que apoio ajudaria?", first: "Quem lê primeiro?",
        after:
            "Uma pessoa lê numa página só sua; um grupo ouve-o de si. Se não disser antes que está resolvido, a equipa lê "
            + "depois de",
        group: "O meu grupo: levo-o lá eu", team: "A equipa, agora", wrote: "O que escreveu",
        states: states([
            "A equipa não leu.", "A outra pessoa leu, e a equipa não.", "A equipa pode ler.",
            "Alguém da equipa está a ver.",
        ]), until: "Fica assim até", settle: "Está resolvido", withdraw: "Retiro o que escrevi",
        release: "A equipa já pode ler", readFirst: "gostaria que lesse isto primeiro",
        nothingElse: "Nada muda aqui para si. Podem conversar, com ou sem alguém da equipa, ou deixar como está.",
        teamFrom: "Se não ficar resolvido antes, a equipa pode ler a partir de", heard: "Já li",
        gone: "Ficou resolvido ou foi retirado, e não há nada para ler.")

    static let polish = ConcernPageWords(
        language: "pl", door: "Coś mi nie dało spokoju", title: "Coś nie dało spokoju",
        harmFirst: "Ta strona ma czas. Gdy to nie może czekać, tutaj zespół dowie się od razu:",
        intro: "Wszystko można zostawić puste. To otwiera rozmowę i niczego innego dla nikogo nie zmienia.",
        happened: "Co się stało?", need: "Jaką potrzebę to zaspokoiło?", repair: "Pomysł, jak to naprawić",
        support: "Jakie wsparcie by pomogło?", first: "Kto czyta jako pierwszy?",
        after:
            "Jedna osoba czyta to na własnej stronie; grupa dowie się od Ciebie. Jeśli nie powiesz wcześniej, że sprawa "
            + "jest załatwiona, zespół przeczyta to po",
        group: "Moja grupa: sprawę wnoszę tam osobiście", team: "Zespół, teraz", wrote: "Twoje zapiski",
        states: states([
            "Zespół tego nie czytał.", "Druga osoba to czytała, a zespół nie.", "Zespół może to czytać.",
            "Ktoś z zespołu się tym zajmuje.",
        ]), until: "Tak zostaje do", settle: "Sprawa jest załatwiona", withdraw: "Wycofuję to",
        release: "Zespół może to już czytać", readFirst: "prosi, aby najpierw to przeczytać",
        nothingElse:
            "Nic się tu dla Ciebie nie zmienia. Możecie o tym porozmawiać, z kimś z zespołu lub bez, albo zostawić "
            + "to tak, jak jest.",
        teamFrom: "Jeśli sprawa nie zostanie wcześniej załatwiona, zespół może to czytać od", heard: "Przeczytane",
        gone: "Sprawa jest załatwiona lub wycofana i nie ma nic do czytania.")

    static let arabic = ConcernPageWords(
        language: "ar", door: "أمر لم يُرحني", title: "أمر لم يكن مريحًا",
        harmFirst: "لهذه الصفحة متّسع من الوقت. وإن كان الأمر لا يحتمل الانتظار، يُخبَر الفريق فورًا هنا:",
        intro: "يمكن ترك أي جزء فارغًا. هذا يفتح حديثًا، ولا يغيّر شيئًا آخر لأحد.",
        happened: "ماذا حدث؟", need: "أي حاجة لبّى هذا؟", repair: "فكرة لإصلاح الأمر",
        support: "أي دعم قد يساعد؟", first: "من يقرؤه أولًا؟",
        after: "يقرؤه شخص واحد في صفحة خاصة به، والمجموعة تسمعه منك. وما لم تقل قبل ذلك إن الأمر حُسم، يقرؤه الفريق بعد",
        group: "مجموعتي: أطرحه هناك بنفسي", team: "الفريق، الآن", wrote: "ما كتبته",
        states: states([
            "لم يقرأه الفريق.", "قرأه الشخص الآخر، ولم يقرأه الفريق.", "يمكن للفريق قراءته.", "يهتم به أحد من الفريق.",
        ]), until: "ويبقى كذلك حتى", settle: "حُسم الأمر", withdraw: "أسحب ما كتبته",
        release: "يمكن للفريق قراءته الآن", readFirst: "يسعدها أو يسعده أن تقرأ هذا أولًا",
        nothingElse: "لا يغيّر هذا شيئًا لك هنا. يمكنكما الحديث عنه معًا، مع أحد من الفريق أو من دونه، أو تركه كما هو.",
        teamFrom: "ما لم يُحسم قبل ذلك، يمكن للفريق قراءته من", heard: "قرأته",
        gone: "حُسم الأمر أو سُحب ما كُتب، ولا شيء للقراءة.")
}
