/// A kind of channel whose platform signs what it passes on in a way of its own.
protocol AnswerSigning: Channel {
    static var door: any AnswerDoor.Type { get }
}

extension Channel {
    /// Who reads what people write back by it.
    static var answers: any AnswerDoor.Type { (self as? any AnswerSigning.Type)?.door ?? StandardAnswers.self }
}

extension SlackChannel: AnswerSigning { static var door: any AnswerDoor.Type { SlackAnswers.self } }
extension TelegramChannel: AnswerSigning { static var door: any AnswerDoor.Type { TelegramAnswers.self } }
