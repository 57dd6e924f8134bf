import CCurl

/// Where a transfer goes: what libcurl's own parser finds in an address; no second parser, no second opinion.
struct CurlEndpoint: Sendable {
    let scheme: String
    /// In lower case, without anything that belongs to a path, a query or a person.
    let host: String
    let port: Int
    /// Whether it has a user, a password or a zone of the machine's own.
    let hasOddParts: Bool

    init?(_ url: String) {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        func part(_ what: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, what, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else {
                return nil
            }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK, let scheme = part(CURLUPART_SCHEME),
            let host = part(CURLUPART_HOST), let port = part(CURLUPART_PORT).flatMap({ Int($0) })
        else { return nil }
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        self.port = port
        hasOddParts = [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_ZONEID].contains { part($0) != nil }
    }

    /// What connections are kept for.
    var origin: String { "\(scheme)://\(host):\(port)" }
}
