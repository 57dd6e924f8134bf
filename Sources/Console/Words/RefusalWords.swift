import Community
import Engine

/// Why something that was sent could not be kept as it is, beside the words of `PageWords`.
struct RefusalWords {
    let language: String
    /// Before the questions that are to be looked at once more.
    let lookAgain: String
    let wholeNumber: String
    let oneOfThese: String
    /// Before a number of characters.
    let atMost: String
    let afterToday: String
    /// Their own words beside a choice that says nothing about them.
    let wordsOrChoice: String
    /// Their own words for a suggestion of which they have not said whether it is theirs.
    let choiceToo: String
    let elsewhere: String
    let unknown: String
    let settled: String
    let notPaired: String
    let concernOver: String
    let goalMoved: String
    let over: String
    let tooLong: String
    let empty: String
    let notAcquainted: String
    let stands: String
    let timeOfDay: String
    /// Before the quiet hours.
    let outsideOf: String
    let noMentor: String

    static func words(for languages: [String]) -> RefusalWords {
        let language = PageWords.words(for: languages).language
        return all.first { $0.language == language } ?? english
    }

    private static let all = [english, portuguese, polish, arabic]

    /// Why nothing was kept, as a sentence.
    func reason(_ reason: ClosedReply) -> String {
        switch reason {
        case .elsewhere: elsewhere
        case .unknown: unknown
        case .settled: settled
        case .notPaired: notPaired
        case .concernOver: concernOver
        case .goalMoved: goalMoved
        case .over: over
        case .tooLong: tooLong
        case .empty: empty
        case .notAcquainted: notAcquainted
        case .stands: stands
        }
    }

    /// What is to be looked at once more, in the words that the page has for it.
    func notice(of answers: [UnreadableAnswer], on page: AskPage) -> String {
        let goalWords = GoalWords.words(for: page.languages)
        let lines = answers.map { answer -> String in
            if let question = page.questionnaire?.questions.first(where: { $0.id == answer.question }) {
                return "\(question.text.text(for: page.languages)) (\(expected(by: question)))"
            }
            if answer.question == AskReply.anotherDay { return "\(goalWords.anotherDay) (\(afterToday))" }
            guard let goal = page.goals.first(where: { AskReply.GoalReply.field($0.id) == answer.question }) else {
                return answer.question
            }
            return "\(goal.shownWords) (\(goal.state == .proposed ? choiceToo : wordsOrChoice))"
        }
        return "\(lookAgain): \(lines.joined(separator: "; "))."
    }

    /// Why something about the messages could not be chosen, as a sentence.
    func reason(_ refusal: PreferenceRefusal) -> String {
        let words = PreferenceWords.words(for: [language])
        switch refusal {
        case .quiet(_, let hours): return "\(outsideOf) \(hours.from)–\(hours.to)."
        case .noMentor: return noMentor
        case .unreadable(let what, _, _):
            let (part, expected) =
                switch what {
                case .time: (words.timeOfDay, timeOfDay)
                case .pause: (words.pauseUntil, afterToday)
                case .channel: (words.ways, oneOfThese)
                case .frequency: (words.howOften, oneOfThese)
                case .language: (words.language, oneOfThese)
                case .sender: (words.whoseName, oneOfThese)
                case .signs: (words.lendName, oneOfThese)
                }
            return "\(lookAgain): \(part) (\(expected))."
        }
    }

    private func expected(by question: Question) -> String {
        switch question.kind {
        case .scale(let low, let high): "\(wholeNumber), \(low)–\(high)"
        case .choice, .yesNo, .wantsContact: oneOfThese
        case .text: "\(atMost) \(Question.longestText)"
        }
    }

    static let english = RefusalWords(
        language: "en", lookAgain: "What you sent is below, and not kept yet. Please look once more at",
        wholeNumber: "a whole number", oneOfThese: "one of the answers on the page", atMost: "characters at most:",
        afterToday: "a day after today",
        wordsOrChoice: "your own words do not go with what you chose; please keep one of the two",
        choiceToo: "there are words of your own; please choose too whether you make it yours",
        elsewhere: "It is being answered somewhere else at this moment.", unknown: "It is not known here any more.",
        settled: "What it asked is decided.", notPaired: "The two of you are not paired any more.",
        concernOver: "It was settled or taken back.",
        goalMoved: "One of your goals has moved on meanwhile. This is how they stand now.",
        over: "It takes no answer any more.", tooLong: "It cannot wait that long.",
        empty: "Nothing was written; any of the four parts is enough.",
        notAcquainted: "The two of you do not know each other here; it can go to the team.",
        stands: "Something you wrote to the same person stands; it can be settled or taken back first.",
        timeOfDay: "a time of day such as 08:30",
        outsideOf: "Nothing goes in the quiet hours; please choose a time outside of",
        noMentor: "Nobody accompanies you here yet whose name it could be.")

    static let portuguese = RefusalWords(
        language: "pt", lookAgain: "O que enviou está em baixo e ainda não ficou guardado. Por favor veja outra vez",
        wholeNumber: "um número inteiro", oneOfThese: "uma das respostas da página", atMost: "caracteres, no máximo:",
        afterToday: "um dia depois de hoje",
        wordsOrChoice: "há palavras suas e uma escolha que não diz nada sobre elas; deixe só uma das duas",
        choiceToo: "há palavras suas; escolha também se fica a ser seu",
        elsewhere: "Neste momento está a ser respondido noutro lado.", unknown: "Já não se encontra aqui.",
        settled: "O que perguntava já está decidido.", notPaired: "Vocês os dois já não formam um par.",
        concernOver: "Foi resolvido ou retirado.",
        goalMoved: "Um dos seus objetivos mudou entretanto. É assim que estão agora.",
        over: "Já não recebe respostas.", tooLong: "Não pode esperar tanto tempo.",
        empty: "Nada foi escrito; qualquer das quatro partes chega.",
        notAcquainted: "Aqui não se conhecem um ao outro; pode ir para a equipa.",
        stands: "Algo que escreveu à mesma pessoa está em aberto; pode primeiro ser resolvido ou retirado.",
        timeOfDay: "uma hora do dia, como 08:30",
        outsideOf: "Nas horas de silêncio nada é enviado; escolha por favor uma hora fora de",
        noMentor: "Ainda não tem aqui um mentor cujo nome possa estar nas mensagens.")

    static let polish = RefusalWords(
        language: "pl", lookAgain: "To, co wysłano, jest poniżej i nie jest jeszcze zapisane. Spójrz jeszcze raz na",
        wholeNumber: "liczba całkowita", oneOfThese: "jedna z odpowiedzi na stronie", atMost: "najwięcej znaków:",
        afterToday: "dzień późniejszy niż dzisiaj",
        wordsOrChoice: "są tu własne słowa i wybór, który nic o nich nie mówi; zostaw jedno z dwojga",
        choiceToo: "są tu własne słowa; wybierz też, czy ma to być Twoje",
        elsewhere: "Ktoś właśnie odpowiada na to gdzie indziej.", unknown: "Tego już tu nie ma.",
        settled: "To, o co chodziło, jest już rozstrzygnięte.", notPaired: "Nie tworzycie już pary.",
        concernOver: "Zostało załatwione albo wycofane.",
        goalMoved: "Jeden z Twoich celów zmienił się w międzyczasie. Tak wyglądają teraz.",
        over: "Nie przyjmuje już odpowiedzi.", tooLong: "Nie może tyle czekać.",
        empty: "Nic nie napisano; wystarczy jedna z czterech części.",
        notAcquainted: "Nie znacie się tutaj; może to trafić do zespołu.",
        stands: "Coś, co ta osoba ma już od Ciebie, jest otwarte; można to najpierw załatwić albo wycofać.",
        timeOfDay: "pora dnia, na przykład 08:30",
        outsideOf: "W godzinach ciszy nic nie wysyłamy; wybierz porę poza",
        noMentor: "Nie masz tu jeszcze mentora, którego podpis mógłby być pod wiadomościami.")

    static let arabic = RefusalWords(
        language: "ar", lookAgain: "ما أرسلته موجود أدناه ولم يُحفظ بعد. يُرجى النظر مرة أخرى في",
        wholeNumber: "عدد صحيح", oneOfThese: "إحدى الإجابات في الصفحة", atMost: "عدد الأحرف على الأكثر:",
        afterToday: "يوم بعد اليوم",
        wordsOrChoice: "هنا كلمات منك واختيار لا يقول عنها شيئًا؛ يُرجى إبقاء أحدهما",
        choiceToo: "هنا كلمات منك؛ يُرجى أيضًا اختيار ما إذا كان لك",
        elsewhere: "يُجاب عن هذا في مكان آخر في هذه اللحظة.", unknown: "لم يعد هذا معروفًا هنا.",
        settled: "ما كان يسأل عنه حُسم.", notPaired: "لم تعودا ثنائيًا.",
        concernOver: "سُوّي الأمر أو سُحب.",
        goalMoved: "تغيّر أحد أهدافك في هذه الأثناء. هكذا هي الآن.",
        over: "لم يعد يقبل إجابة.", tooLong: "لا يمكنه الانتظار كل هذا الوقت.",
        empty: "لم يُكتب شيء؛ ويكفي أي جزء من الأربعة.",
        notAcquainted: "لا يعرف أحدكما الآخر هنا؛ ويمكن أن يذهب إلى الفريق.",
        stands: "ما كتبته للشخص نفسه ما زال مفتوحًا؛ يمكن تسويته أو سحبه أولًا.",
        timeOfDay: "وقت من اليوم مثل 08:30",
        outsideOf: "لا يُرسل شيء في ساعات الهدوء؛ يُرجى اختيار وقت خارج",
        noMentor: "ليس لديك هنا مرشد بعد يمكن أن يكون اسمه تحت الرسائل.")
}
