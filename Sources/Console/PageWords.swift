/// The words of the members' pages.
///
/// English where a language is not there yet.
struct PageWords {
    let language: String
    let send: String
    let skip: String
    let optional: String
    let whoSees: [String: String]
    let yes: String
    let no: String
    let nothingChosen: String
    let thanks: String
    let change: String
    let late: String
    let closed: String
    let freshLink: String
    let freshLinkSent: String
    let preferences: String
    let pauseWeek: String
    let stopAll: String
    let startAgain: String
    let save: String
    let wrongLink: String
    let eitherIsFine: String
    let wouldAccompany: String
    let saidYes: String
    let stepsTaken: String
    let stepITook: String
    let keep: String
    let rest: String
    let achieved: String
    let letGo: String
    let newGoal: String

    /// The words for the first of `languages` that there is.
    static func words(for languages: [String]) -> PageWords {
        for language in languages {
            if let found = all.first(where: { $0.language == language.prefix(while: { $0 != "-" }) }) { return found }
        }
        return english
    }

    private static let all = [english, portuguese]

    static let english = PageWords(
        language: "en", send: "Send", skip: "Skip this time", optional: "Every question can be left empty.",
        whoSees: [
            "me": "Only you see this.", "mentor": "You and your mentor see this.",
            "care_team": "You and your counselor see this.", "group": "Your group sees this.",
        ],
        yes: "Yes", no: "No", nothingChosen: "Nothing was chosen yet. Answer whatever you like, or skip.",
        thanks: "Thank you. It is kept.", change: "Change my answer",
        late: "The time for this one is over, which is fine. An answer is still welcome.",
        closed: "This is settled by now, and nothing was changed", freshLink: "Send me a fresh link",
        freshLinkSent: "A fresh link is on its way.", preferences: "Change or stop these messages",
        pauseWeek: "No messages for a week", stopAll: "Stop all messages", startAgain: "Messages are welcome again",
        save: "Save", wrongLink: "This link is not complete. Please open it from the message once more.",
        eitherIsFine: "Yes and no are both fine answers, and a no changes nothing else.",
        wouldAccompany: "would like to accompany you", saidYes: "is new here and would like to meet you",
        stepsTaken: "Steps you have taken", stepITook: "A step I took", keep: "Keep it", rest: "Let it rest",
        achieved: "I got there", letGo: "Let it go", newGoal: "Something new, in your own words")

    private static let portuguese = PageWords(
        language: "pt", send: "Enviar", skip: "Saltar desta vez", optional: "Todas as perguntas podem ficar vazias.",
        whoSees: [
            "me": "Só você vê isto.", "mentor": "Você e o seu mentor veem isto.",
            "care_team": "Você e a sua pessoa de referência veem isto.", "group": "O seu grupo vê isto.",
        ],
        yes: "Sim", no: "Não", nothingChosen: "Ainda não escolheu nada. Responda ao que quiser, ou salte.",
        thanks: "Obrigado. Ficou guardado.", change: "Mudar a minha resposta",
        late: "O tempo para esta já passou, e não faz mal. Uma resposta é sempre bem-vinda.",
        closed: "Isto já está resolvido, e nada mudou", freshLink: "Enviar um novo link",
        freshLinkSent: "Um novo link vai a caminho.", preferences: "Mudar ou parar estas mensagens",
        pauseWeek: "Sem mensagens durante uma semana", stopAll: "Parar todas as mensagens",
        startAgain: "As mensagens são bem-vindas outra vez", save: "Guardar",
        wrongLink: "Este link não está completo. Abra-o outra vez a partir da mensagem.",
        eitherIsFine: "Sim e não são ambas boas respostas, e um não não muda mais nada.",
        wouldAccompany: "gostaria de o acompanhar", saidYes: "chegou há pouco e gostaria de o conhecer",
        stepsTaken: "Passos que já deu", stepITook: "Um passo que dei", keep: "Manter", rest: "Deixar descansar",
        achieved: "Consegui", letGo: "Deixar ir", newGoal: "Algo novo, nas suas palavras")
}
