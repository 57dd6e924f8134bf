import Community
import Glibc
import Messages
import PluginKit

extension Plan {
    /// Which part of it holds a NUL character, in words for its author; nil when none does.
    ///
    /// PostgreSQL keeps no such text, and SQLite reads it only up to there: no store is given one.
    var partWithNUL: String? {
        for (index, effect) in effects.enumerated() where effect.texts.contains(where: \.holdsNUL) {
            return "effect \(index + 1)"
        }
        for (name, values) in outputs where name.holdsNUL || values.contains(where: \.holdsNUL) {
            return "output '\(name.filter { $0 != "\0" })'"
        }
        if case .skip(let because) = outcome, because.holdsNUL { return "the reason to skip" }
        return nil
    }
}

extension Effect {
    fileprivate var texts: [String] {
        switch self {
        case .send(let draft): draft.texts
        case .ask(let ask): [ask.subject ?? "", ask.questionnaire?.rawValue ?? ""] + ask.message.texts
        case .propose(let pair): [pair.id.rawValue, pair.newcomer.rawValue, pair.mentor.rawValue] + pair.reasons
        case .requestDecision(let pairing, _, _): [pairing.rawValue]
        case .advance(let pairing, _, let because): [pairing.rawValue, because ?? ""]
        case .rest(let member): [member.rawValue]
        case .tellStaff(let notice): [notice.see, notice.key]
        case .emit(let event, let member): [event, member.rawValue]
        case .leaveOut(let member, let because): [member.rawValue, because]
        }
    }
}

extension MessageDraft {
    fileprivate var texts: [String] {
        var texts = [message.rawValue, to.rawValue]
        for (name, value) in values { texts += [name, value] }
        return texts
    }
}

extension String {
    fileprivate var holdsNUL: Bool {
        utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        } ?? utf8.contains(0)
    }
}
