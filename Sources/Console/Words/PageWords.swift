/// The words of the members' pages.
///
/// English where a language is not there yet; adding one is a file beside this and a name in `all`.
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
    let stopHere: String
    let startAgain: String
    let save: String
    let wrongLink: String
    let eitherIsFine: String
    let wouldAccompany: String
    let saidYes: String
    let stepsTaken: String
    let stepITook: String
    let rest: String
    let achieved: String
    let letGo: String
    let newGoal: String
    /// What can be wished for a pair, by the wish.
    let pairWishes: [String: String]
    let allAreFine: String
    let newPairs: String
    let newPairsAgain: String
    let restLonger: String
    let later: String
    let laterKept: String
    let notRead: String
    let ownCourse: String
    let showTrend: String
    let hideTrend: String
    let noticedWords: String
    let lookIn: String
    let callKept: String
    let harmDoor: String
    let harmYes: String
    let harmWords: String
    let harmSend: String
    /// Beside a question that was answered before; what was answered is not shown.
    let isKept: String
    let takeBack: String
    let oldLink: String
    let notKept: String
    let noFreshLink: String
    /// Of words that somebody wrote and then chose not to send.
    let unsent: String

    /// The words for the first of `languages` that there is.
    static func words(for languages: [String]) -> PageWords {
        for language in languages {
            if let found = all.first(where: { $0.language == language.prefix(while: { $0 != "-" }) }) { return found }
        }
        return english
    }

    private static let all = [english, portuguese, polish, arabic]

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
        pauseWeek: "No messages for a week", stopAll: "Stop all messages", stopHere: "Stop these e-mails",
        startAgain: "Messages are welcome again",
        save: "Save", wrongLink: "This link is not complete. Please open it from the message once more.",
        eitherIsFine: "Yes and no are both fine answers, and a no changes nothing else.",
        wouldAccompany: "would like to accompany you", saidYes: "is new here and would like to meet you",
        stepsTaken: "Steps you have taken", stepITook: "A step I took", rest: "Let it rest",
        achieved: "I got there", letGo: "Let it go", newGoal: "Something new, in your own words",
        pairWishes: [
            "keep": "Keep going", "adjust": "Adjust something", "pause": "Pause", "close": "Close it",
        ], allAreFine: "All four are fine, and none needs a reason.", newPairs: "Are new people welcome again?",
        newPairsAgain: "Yes, new people are welcome", restLonger: "Not yet",
        later: "Ask me later",
        laterKept: "It will come back later.",
        notRead: "Nobody of the team is reading right now, and answers are not read in real time.",
        ownCourse: "Your own course",
        showTrend: "Show me my own course after an answer",
        hideTrend: "Do not show me my own course",
        noticedWords: "We noticed words that can mean someone is having a hard time.",
        lookIn: "Thank you for telling us. Somebody here has been asked to look in.",
        callKept: "Your wish that somebody be in touch is kept.",
        harmDoor: "Somebody may be harmed",
        harmYes: "Yes, please tell the team now",
        harmWords: "What you would like them to know; it can be left empty",
        harmSend: "Tell the team",
        isKept: "An answer of yours is kept here. Left empty, it stays as it is.",
        takeBack: "Take back what I said here",
        oldLink: "This link is an old one",
        notKept: "It could not be kept by this link. A fresh one shows how things stand.",
        noFreshLink: "No fresh link can be sent for this one any more. The next message brings one.",
        unsent: "What you wrote was not sent, and nobody has read it.")
}
