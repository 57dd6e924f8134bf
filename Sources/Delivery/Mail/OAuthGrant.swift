public import PluginKit

/// What a provider gave us for fetching tokens again and again: the refresh token of RFC 6749 section 6.
public struct OAuthGrant: Hashable, Sendable {
    let tokenURL: String
    let clientID: String
    let clientSecret: Secret?
    let refreshToken: Secret

    public init(tokenURL: String, clientID: String, clientSecret: Secret?, refreshToken: Secret) {
        self.tokenURL = tokenURL
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.refreshToken = refreshToken
    }

    var request: HTTPRequest {
        var fields = [
            ("grant_type", "refresh_token"), ("refresh_token", refreshToken.reveal()), ("client_id", clientID),
        ]
        if let clientSecret { fields.append(("client_secret", clientSecret.reveal())) }
        let body = fields.map { "\($0.0)=\(Self.formEncoded($0.1))" }.joined(separator: "&")
        return HTTPRequest(
            url: tokenURL,
            headers: [
                HTTPHeader("content-type", "application/x-www-form-urlencoded"),
                HTTPHeader("accept", "application/json"),
            ],
            body: Array(body.utf8), timeout: .seconds(20))
    }

    private static func formEncoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if byte < 128, scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-._~".utf8.contains(byte)
            {
                result.unicodeScalars.append(scalar)
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
