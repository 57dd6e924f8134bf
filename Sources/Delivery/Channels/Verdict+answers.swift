import Scheduling

extension Verdict {
    /// What an outcome means: what the platform's own reading says, and for all that it does not know the common meaning.
    ///
    /// `name`: As it stands in a sentence, such as `Slack`.
    /// `reading`: nil for answers without a meaning of their own.
    static func of(
        _ outcome: TransportOutcome, from name: String, at now: Instant, reading: (HTTPResponse) -> Verdict?
    ) -> Verdict {
        switch outcome {
        case .answered(let response): reading(response) ?? of(response, from: name, at: now)
        case .failed(let error): of(error)
        case .relayed, .shown: .refused(reason: "\(name) is reached by HTTP only")
        }
    }

    /// What a status means by RFC 9110 when a platform says nothing else about it.
    ///
    /// None is success: a platform calls that something of its own. A 2xx without it may come from whatever stands in
    /// between, such as a proxy's page, so nobody knows what became of the message.
    static func of(_ response: HTTPResponse, from name: String, at now: Instant) -> Verdict {
        let said = "\(name) answered \(response.status)"
        let asked = RetryAfter.delay(response[header: "retry-after"], at: now)
        return switch response.status {
        case 200..<300: .ambiguous(reason: "\(said), but not as it does for a message that it took")
        case 401, 403: .channelBroken(reason: "\(said): it does not accept who we are")
        case 404: .channelBroken(reason: "\(said): there is nothing at this address")
        case 410: .channelBroken(reason: "\(said): the address is gone for good")
        case 413: .refused(reason: "\(said): the message is too long")
        case 429: .throttled(for: asked ?? .seconds(60), reason: said)
        // Neither is about the message: a page that says "we move", and a proxy of ours.
        case 300..<400: .retry(after: asked, reason: "\(said): it leads elsewhere, where no message follows")
        case 407:
            .retry(after: asked, reason: "a proxy on the way to \(name) answered 407: it does not accept who we are")
        case 408, 425, 500..<600: .retry(after: asked, reason: said)
        default: .refused(reason: said)
        }
    }

    /// What no answer means.
    static func of(_ error: TransportError) -> Verdict {
        switch error {
        case .ambiguous, .answerTooLarge: .ambiguous(reason: error.description)
        case .refusedAddress: .channelBroken(reason: error.description)
        case .invalid, .noUTF8: .refused(reason: error.description)
        case .cannotResolve, .cannotConnect, .tls, .untrusted, .signIn, .interrupted, .relay, .cancelled, .stopped:
            .retry(after: nil, reason: error.description)
        }
    }
}

extension HTTPResponse {
    /// The body as text without blanks around it.
    var trimmedText: String {
        var text = String(decoding: body, as: UTF8.self)[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// `text` when it is an error's name, such as `channel_not_found`, and so may be repeated to people.
    ///
    /// Other words of a server are not: they can hold what we sent.
    static func errorName(_ text: String?) -> String? {
        guard let text, (1...64).contains(text.utf8.count) else { return nil }
        let isName = text.utf8.allSatisfy {
            ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z")) || $0 == UInt8(ascii: "_")
                || $0 == UInt8(ascii: ".")
        }
        return isName ? text : nil
    }

    /// `text` when it can be a platform's name for a message, which is kept: letters, digits and what `signs` holds.
    static func receipt(_ text: String?, signs: String = "") -> String? {
        guard let text, (1...128).contains(text.utf8.count) else { return nil }
        return text.allSatisfy { ($0.isASCII && ($0.isLetter || $0.isNumber)) || signs.contains($0) } ? text : nil
    }
}
