import Community
import Engine
import Messages
import PluginKit
import Scheduling

/// How invented people and counselors behave in a simulation: the same seed gives the same month.
///
/// Rough on purpose. It says nothing about anybody: most answer within the evening, some skip, some never answer, and
/// counselors decide within a day and approve most of what is proposed.
struct PeopleModel: Sendable {
    let seed: String
    /// Somebody who declines whatever they are asked, besides pairs; nil for nobody.
    var declining: MemberID?

    /// What everybody writes where they may write: no message may hold it.
    static let ownWords = "words of one's own"

    /// What somebody does about a message that asks something, and when; nil when they do nothing.
    func answer(to sent: SentMessage) -> (at: Instant, choice: AskReply.Choice)? {
        guard let ask = sent.message.ask else { return nil }
        var random = SplitMix64(
            seedText: "\(seed)|\(sent.member.id)|\(ask)|\(sent.message.step)|\(sent.at.milliseconds)")
        let isDeclined = sent.member.id == declining && sent.message.purpose != .pairing
        let mood = isDeclined ? 60 : Int.random(in: 0..<100, using: &random)
        let wait = Duration.seconds(Int.random(in: 120...36_000, using: &random))
        switch mood {
        case 0..<60: return (sent.at + wait, .answer)
        case 60..<72: return (sent.at + wait, .skip)
        case 72..<80: return (sent.at + wait, .decline)
        default: return nil
        }
    }

    /// A page filled in: some questions are left empty, as everybody may.
    func reply(_ choice: AskReply.Choice, to page: AskPage) -> AskReply {
        let isInvitation = page.ask.kind.isYesOrNo
        guard choice == .answer || (choice == .decline && !isInvitation) || (choice == .skip && isInvitation) else {
            return AskReply(choice: choice)
        }
        // A check-in knows no "no", and an invitation no "skip".
        if choice != .answer { return AskReply(choice: isInvitation ? .decline : .skip) }
        var random = SplitMix64(seedText: "\(seed)|\(page.ask.member)|\(page.ask.askedAt.milliseconds)|answers")
        var answers: [String: String] = [:]
        for question in page.questionnaire?.questions ?? [] where Int.random(in: 0..<4, using: &random) > 0 {
            switch question.kind {
            case .scale(let low, let high): answers[question.id] = String(Int.random(in: low...high, using: &random))
            case .choice(let choices): answers[question.id] = choices.randomElement(using: &random)?.id
            case .yesNo: answers[question.id] = Bool.random(using: &random) ? "yes" : "no"
            case .wantsContact: answers[question.id] = Int.random(in: 0..<12, using: &random) == 0 ? "yes" : "no"
            case .text: answers[question.id] = Self.ownWords
            }
        }
        // Most wish to keep what they have.
        let wishes: [PairWish] = [.keep, .keep, .keep, .keep, .keep, .keep, .adjust, .adjust, .pause, .close]
        let wish = page.ask.kind == .pairFollowUp ? wishes.randomElement(using: &random) : nil
        return AskReply(choice: .answer, answers: answers, pairWish: wish)
    }

    /// When a counselor decides on a pair, and how.
    func decision(on pair: Pairing) -> (at: Instant, event: PairingState.Event) {
        var random = SplitMix64(
            seedText: "\(seed)|\(pair.newcomer)|\(pair.mentor)|\(pair.proposedAt.milliseconds)")
        let wait = Duration.seconds(Int.random(in: 1_800...72_000, using: &random))
        return (pair.proposedAt + wait, Int.random(in: 0..<100, using: &random) < 85 ? .approve : .decline)
    }
}
