import Foundation
import PluginKit

/// An address that may hold a user's name and password, which go over the wire in a header (RFC 7617) and not in it.
struct SignInAddress {
    /// Without them.
    let url: Secret
    /// `name:password`, decoded; nil without any.
    let user: Secret?

    /// nil for an address whose name and password cannot be decoded, or hold control characters.
    init?(_ address: String) {
        let start = address.firstRange(of: "://")?.upperBound ?? address.startIndex
        let end = address[start...].firstIndex { "/?#".contains($0) } ?? address.endIndex
        guard let at = address[start..<end].lastIndex(of: "@") else {
            (url, user) = (Secret(address), nil)
            return
        }
        guard let decoded = String(address[start..<at]).removingPercentEncoding,
            decoded.unicodeScalars.allSatisfy({ $0.value >= 32 && !(127..<160).contains($0.value) })
        else { return nil }
        url = Secret(String(address[..<start] + address[address.index(after: at)...]))
        user = Secret(decoded.contains(":") ? decoded : decoded + ":")
    }

    /// The header that shows who we are; nil without a name.
    var authorization: HTTPHeader? {
        user.map { HTTPHeader("authorization", "Basic \(Data($0.reveal().utf8).base64EncodedString())") }
    }
}
