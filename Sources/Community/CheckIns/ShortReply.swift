/// What a reply of a few words says to what its giver is asked.
///
/// Read strictly, from what the questions offer: what could be two things is neither, and a person reads it. Case and
/// punctuation are not looked at, and digits may be of any script; words are known in the languages of the shipped program
/// and as the questions have them.
public enum ShortReply: Hashable, Sendable {
    /// Answers by question.
    case answers([String: String])
    /// To what is answered by yes or no alone.
    case yes
    case no
    /// Nothing this time, which is as good an answer as any.
    case skip
    case later(Snooze)
    /// They would like somebody to be in touch.
    case callMe
    /// None of these, or more than one.
    case unreadable

    /// Reads `text` as a reply to what is asked.
    ///
    /// `kind`: nil when they are asked nothing; then only `callMe` can be read.
    /// `given`: The questions that have an answer already. A number or a word goes to the first question without one that
    /// can take it, and replaces an answer only where just one question can; free words never replace any.
    public init(
        _ text: String, to kind: Ask.Kind?, questions: [Question] = [], given: Set<String> = [], snoozes: [Snooze] = []
    ) {
        let words = ReplyWords.plain(text)
        if ReplyWords.callMe.contains(words) {
            let wish = questions.first { $0.kind == .wantsContact }
            self = wish.map { .answers([$0.id: "yes"]) } ?? .callMe
            return
        }
        guard let kind else {
            self = .unreadable
            return
        }
        if kind.isYesOrNo {
            self = ReplyWords.yes.contains(words) ? .yes : ReplyWords.no.contains(words) ? .no : .unreadable
            return
        }
        if let snooze = Self.snooze(words) {
            let fits = snooze.map(snoozes.contains) ?? !snoozes.isEmpty
            self = fits ? (snooze ?? snoozes.first).map { .later($0) } ?? .unreadable : .unreadable
            return
        }
        if ReplyWords.skip.contains(words) {
            self = .skip
            return
        }
        let open = questions.filter { !given.contains($0.id) }
        if let numbers = Self.numbers(text) {
            self = Self.counted(numbers, open: open, all: questions).map { .answers($0) } ?? .unreadable
        } else if let answer = Self.chosen(words, open: open, all: questions) {
            self = .answers(answer)
        } else {
            let free = open.filter { $0.kind == .text }
            let own = text.trimmed
            let fits = free.count == 1 && !own.isEmpty && own.count <= Question.longestText
            self = fits ? .answers([free[0].id: own]) : .unreadable
        }
    }

    /// "later" without a time is nil inside.
    private static func snooze(_ words: String) -> Snooze?? {
        if ReplyWords.later.contains(words) { return .some(nil) }
        for word in ReplyWords.later where words.hasPrefix(word + " ") {
            if let snooze = Snooze(rawValue: String(words.dropFirst(word.count + 1)).replacing(" ", with: "")) {
                return .some(snooze)
            }
        }
        return nil
    }

    /// Whole numbers with nothing between them but blanks, commas and semicolons, each perhaps as `7/10`; nil for any
    /// other text.
    private static func numbers(_ text: String) -> [(value: Int, of: Int?)]? {
        var found: [(Int, Int?)] = []
        for token in text.split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == ";" }) {
            let bare = token.last.map { ".)!".contains($0) } == true ? token.dropLast() : token
            let parts = bare.split(separator: "/", omittingEmptySubsequences: false)
            let values = parts.compactMap(whole)
            guard values.count == parts.count, (1...2).contains(values.count) else { return nil }
            found.append((values[0], values.count == 2 ? values[1] : nil))
        }
        return found.isEmpty ? nil : found
    }

    private static func whole(_ text: Substring) -> Int? {
        let digits = text.compactMap(\.wholeNumberValue)
        guard digits.count == text.count, (1...3).contains(digits.count), digits.allSatisfy({ $0 < 10 }) else {
            return nil
        }
        return digits.reduce(0) { $0 * 10 + $1 }
    }

    /// Each number for the next question that counts, as a value of its scale or the place of a choice, from 1; where
    /// choices have values of their own, only as both.
    private static func counted(
        _ numbers: [(value: Int, of: Int?)], open: [Question], all: [Question]
    ) -> [String: String]? {
        var places = open.filter(\.isCounted)
        let known = all.filter(\.isCounted)
        if places.isEmpty, known.count == 1 { places = known }
        guard numbers.count <= places.count else { return nil }
        var answers: [String: String] = [:]
        for (number, question) in zip(numbers, places) {
            switch question.kind {
            case .scale(let low, let high):
                guard (low...high).contains(number.value), number.of ?? high == high else { return nil }
                answers[question.id] = String(number.value)
            case .choice(let choices):
                guard number.of == nil, (1...choices.count).contains(number.value) else { return nil }
                let choice = choices[number.value - 1]
                // A printed form counts from 0, or down: a number that could be a value or a place is read where it is both.
                guard choice.value == number.value || choices.allSatisfy({ $0.value == nil }) else { return nil }
                answers[question.id] = choice.id
            case .yesNo, .wantsContact, .text: return nil
            }
        }
        return answers
    }

    /// The first question that offers the words, or the letter of a choice.
    private static func chosen(_ words: String, open: [Question], all: [Question]) -> [String: String]? {
        guard !words.isEmpty else { return nil }
        if let found = open.lazy.compactMap({ offer($0, words) }).first { return found }
        let others = all.filter { question in !open.contains { $0.id == question.id } }
        let again = others.compactMap { offer($0, words) }
        return again.count == 1 ? again[0] : nil
    }

    private static func offer(_ question: Question, _ words: String) -> [String: String]? {
        switch question.kind {
        case .choice(let choices):
            let letter = words.count == 1 ? words.first?.asciiValue.map { Int($0) - Int(UInt8(ascii: "a")) } : nil
            let found =
                choices.first { choice in
                    ReplyWords.plain(choice.id) == words
                        || choice.text.texts.values.contains { ReplyWords.plain($0) == words }
                } ?? letter.flatMap { choices.indices.contains($0) ? choices[$0] : nil }
            return found.map { [question.id: $0.id] }
        case .yesNo:
            if ReplyWords.yes.contains(words) { return [question.id: "yes"] }
            return ReplyWords.no.contains(words) ? [question.id: "no"] : nil
        case .scale, .wantsContact, .text: return nil
        }
    }
}

extension Question {
    fileprivate var isCounted: Bool {
        switch kind {
        case .scale, .choice: true
        case .yesNo, .wantsContact, .text: false
        }
    }
}

/// The words that short replies are made of, in the languages of the shipped program.
enum ReplyWords {
    /// Letters and digits in lower case, with one space between words.
    static func plain(_ text: String) -> String {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    static let callMe: Set<String> = [
        "call me", "please call me", "please call", "call me please", "liguem me", "ligue me", "liga me",
        "por favor liguem me", "zadzwoń", "zadzwoń do mnie", "zadzwon", "zadzwon do mnie", "proszę zadzwonić",
        "prosze zadzwonic", "اتصلوا بي", "اتصل بي",
    ]
    static let later: Set<String> = [
        "later", "not now", "snooze", "remind me later", "mais tarde", "depois", "później", "pozniej", "nie teraz",
        "لاحقا", "لاحقًا", "ليس الآن",
    ]
    static let skip: Set<String> = ["skip", "pass", "nothing today", "saltar", "passo", "pomiń", "pomin", "تخطي"]
    static let yes: Set<String> = ["yes", "y", "yes please", "sim", "s", "tak", "t", "نعم"]
    static let no: Set<String> = ["no", "n", "no thanks", "no thank you", "não", "nao", "nie", "لا"]
}
