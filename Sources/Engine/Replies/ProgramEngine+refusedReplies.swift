import Community
import Persistence
import PluginKit
import Scheduling

extension ProgramEngine {
    /// Does what cannot wait of a reply that is not kept: looks at what it says as at any answer, raises a flag for what asks
    /// for a person, and puts a wish for a call on the list.
    ///
    /// What was answered before was looked at then. Free words too long to be kept are looked at all the same.
    ///
    /// - Returns: Whom to turn to, and what was done; nil where there was nothing of the kind.
    func heed(_ reply: AskReply, refusedBy id: String) async throws -> ReplyReceipt? {
        guard reply.choice == .answer else {
            var receipt = ReplyReceipt()
            try await lookAtUnsent(reply, toAsk: id, &receipt)
            return receipt.support == nil ? nil : receipt
        }
        guard let ask = try await store.ask(id),
            let questionnaire = try await questionnaire(of: ask)
        else { return nil }
        var record = ReplyRecord()
        for fault in read(reply, to: questionnaire, into: &record) {
            guard let question = questionnaire.questions.first(where: { $0.id == fault.question }),
                question.kind == .text, let words = reply.answers[question.id]
            else { continue }
            record.answers.append(
                AnswerRecord(question: question.id, value: words, visibility: question.visibility))
        }
        record.answersSeen = try await store.answers(toAsk: id)
        var receipt = ReplyReceipt()
        try await weigh(questionnaire, ask, into: &record, &receipt)
        let hasWish = record.asksForCounselor
        guard receipt.support != nil || hasWish else { return nil }
        if receipt.isTold || hasWish {
            try await store.heed(
                record.signals, wishesForCall: hasWish, of: ask.member, ask: id, ladder: record.ladder,
                at: clock.now())
            bell.ring()
        }
        if receipt.isTold { receipt.isTold = try await isTold(of: ask.member) }
        receipt.wishIsKept = hasWish
        return receipt
    }
}
