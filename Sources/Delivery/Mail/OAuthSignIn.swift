import Foundation
import PluginKit
public import Scheduling

/// Puts a token where a relay wants one, over the same transport: fetched once, kept until a minute before it is over, and
/// fetched once more when the relay refuses it all the same. A second refusal stands, as relays lock accounts that try on.
///
/// Mails that need the same token at the same time wait for one request. A provider that says no breaks the channel; one
/// that does not answer has cost no mail its attempt beyond a retry, as nothing went to the relay.
public actor OAuthSignIn: Transport {
    private struct Token {
        let secret: Secret
        let until: Duration
    }

    private let base: any Transport
    private let clock: any MonotonicClock
    private var tokens: [OAuthGrant: Token] = [:]
    private var fetching: [OAuthGrant: Task<Result<Secret, TransportError>, Never>] = [:]

    /// Before its end a token is not used any more.
    private static let margin: Duration = .seconds(60)

    public init(over base: any Transport, clock: any MonotonicClock) {
        self.base = base
        self.clock = clock
    }

    nonisolated public func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        try await base.perform(request)
    }

    nonisolated public func submit(_ mail: MailSubmission) async throws(TransportError) -> SMTPResult {
        guard case .oauth(let user, let grant) = mail.relay.signIn else { return try await base.submit(mail) }
        let token = try await self.token(of: grant, insteadOf: nil)
        do throws(TransportError) {
            return try await base.submit(mail.signingIn(.bearer(user: user, token)))
        } catch {
            guard case .signIn = error else { throw error }
            let fresh = try await self.token(of: grant, insteadOf: token)
            return try await base.submit(mail.signingIn(.bearer(user: user, fresh)))
        }
    }

    /// A token that holds for another minute.
    ///
    /// `refused`: One that the relay has refused; nil for none.
    private func token(of grant: OAuthGrant, insteadOf refused: Secret?) async throws(TransportError) -> Secret {
        if let known = tokens[grant], known.until > clock.elapsed(), known.secret != refused { return known.secret }
        if let task = fetching[grant] { return try await task.value.get() }
        // Not structured: whoever else waits for it needs it too, when the first one is cancelled.
        let task = Task { await self.fetch(grant) }
        fetching[grant] = task
        return try await task.value.get()
    }

    private func fetch(_ grant: OAuthGrant) async -> Result<Secret, TransportError> {
        defer { fetching[grant] = nil }
        let host = CurlDriver.host(of: grant.tokenURL)
        do throws(TransportError) {
            let response = try await base.perform(grant.request)
            guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
                return .failure(
                    (200..<300).contains(response.status) || (400..<500).contains(response.status)
                        ? .signIn(host: host, said: "no token in its answer, status \(response.status)")
                        : .interrupted(host: host))
            }
            guard (200..<300).contains(response.status), let text = answer.accessToken, !text.isEmpty else {
                let said = RelayWords.shown(answer.error ?? "status \(response.status)")
                return .failure(
                    response.status >= 500 || response.status == 429
                        ? .interrupted(host: host) : .signIn(host: host, said: said))
            }
            // Without a word about its end a token is used once (RFC 6749 section 5.1).
            let lasts = Duration.seconds(max(0, min(answer.expiresIn ?? 0, 86_400)))
            let token = Token(secret: Secret(text), until: clock.elapsed() + lasts - Self.margin)
            tokens[grant] = token
            return .success(token.secret)
        } catch .ambiguous {
            // Only the token's request was sent.
            return .failure(.interrupted(host: host))
        } catch {
            return .failure(error)
        }
    }

    /// RFC 6749 sections 5.1 and 5.2.
    private struct Answer: Decodable {
        let accessToken: String?
        /// Seconds.
        let expiresIn: Double?
        let error: String?

        enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case expiresIn = "expires_in"
            case error
        }
    }
}
