import Community
import Messages
import Testing

@testable import Delivery

/// What is said to a reply, which others may read over a shoulder.
@Suite struct ReplyWordingTests {
    private static let help = [
        "en": "Need somebody? Call 112.", "pt": "Ligue 112.", "pl": "Zadzwoń 112.", "ar": "اتصل 112.",
    ]

    @Test(arguments: ["en", "pt", "pl", "ar"])
    func `every answer to a reply is kind, short and about nothing else`(language: String) throws {
        let all: [(MessageID, [String: String], String)] =
            StopWord.Scope.allCases.map { (.replyStopped, ["scope": $0.rawValue], $0 == .reminders ? "" : "START") } + [
                (.replyStarted, [:], "STOP"), (.replyHelp, ["label": "Riverside"], "STOP"),
                (.replyUnread, ["expected": ""], "STOP"), (.replyUnread, ["expected": "0-10"], "0-10"),
                (.replyUnread, ["expected": "yes/no"], "STOP"),
            ]
        for (id, values, word) in all {
            let values = values.merging(["help": Self.help[language] ?? ""]) { $1 }
            let message = try #require(ReplyWording.message(id, values, languages: [language, "en"]))
            #expect(message.language == language && !message.isFallback)
            #expect(message.text.contains("112") && (word.isEmpty || message.text.contains(word)))
            #expect(message.text.count <= 200, "\(message.text)")
            #expect(!message.text.contains("yes/no"))
            for text in [message.subject, message.text] {
                #expect(OutsideLexicon.firstFinding(in: text) == nil, "\(text)")
            }
        }
    }

    @Test func `whom to turn to is said as it is, and a stop is the whole of what it means`() throws {
        let support = try #require(
            ReplyWording.message(.replySupport, ["help": "Call 808 24 24 24"], languages: ["sv"]))
        #expect(support.text == "Call 808 24 24 24" && support.language == "en" && support.isFallback)
        let texts = try StopWord.Scope.allCases.map {
            try #require(ReplyWording.message(.replyStopped, ["scope": $0.rawValue], languages: ["en"])).text
        }
        #expect(Set(texts).count == 3)
        #expect(ReplyWording.message(.safetyAttention, [:], languages: ["en"]) == nil)
    }
}
