/// What a channel wants sent.
public enum Outgoing: Sendable {
    case request(HTTPRequest)
    case mail(MailSubmission)
    /// Shown where the program runs.
    case show(String)
}

/// What came back.
public enum TransportOutcome: Sendable {
    case answered(HTTPResponse)
    case relayed(SMTPResult)
    /// Whether somebody could see it.
    case shown(Bool)
    case failed(TransportError)
}

/// What sends bytes: libcurl, or a test's stand-in.
public protocol Transport: Sendable {
    func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
    func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult
}

extension Transport {
    /// Sends what is to be sent, or shows it, and tells what came back.
    public func carry(_ outgoing: Outgoing, screen: any Screen) async -> TransportOutcome {
        do throws(TransportError) {
            switch outgoing {
            case .request(let request): return .answered(try await perform(request))
            case .mail(let mail): return .relayed(try await submit(mail))
            case .show(let text): return .shown(screen.show(text))
            }
        } catch {
            return .failed(error)
        }
    }
}
