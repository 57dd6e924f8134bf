import PluginKit

/// Whose way of writing an address it is.
public enum AddressFamily: String, CaseIterable, Sendable {
    case apprise
    case shoutrrr
    /// As the platform itself gives it out.
    case native

    /// As a person says it.
    public var name: String {
        switch self {
        case .apprise: "Apprise"
        case .shoutrrr: "shoutrrr"
        case .native: "the platform's own"
        }
    }
}

/// How one family writes the addresses of one platform.
struct AddressGrammar: Sendable {
    let family: AddressFamily
    let schemes: [String]
    let read: @Sendable (AddressText) throws(ChannelAddressError) -> ChannelAddress

    /// Every grammar.
    ///
    /// Adding one is its file and a line here.
    static let all: [AddressGrammar] =
        SlackAddress.grammars + DiscordAddress.grammars + TeamsAddress.grammars + MattermostAddress.grammars
        + TelegramAddress.grammars + MatrixAddress.grammars + NtfyAddress.grammars + EmailAddress.grammars
        + WebhookAddress.grammars + [NativeAddress.grammar]
}

extension AddressPiece {
    /// Whether all characters are ASCII letters, digits, or among `others`.
    func isWord(_ others: String = "") -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) }
    }

    var isDigits: Bool { !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) } }
}
