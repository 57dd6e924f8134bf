public import Messages
public import PluginKit
public import Scheduling

/// Where a platform passes on what people write back: it knows a genuine request, and reads it.
///
/// A door is pure: it reads no clock and answers nobody. What is not signed as it should be is refused before a byte of the
/// body is read as anything, and comparisons take as long for a wrong code as for the right one.
protocol AnswerDoor: Sendable {
    /// What is wrong with a secret; nil for one that can be used. The secret itself is not repeated.
    static func fault(in secret: Secret) -> String?

    /// `secrets`: Without faults, the current one first.
    init(channel: String, secrets: [Secret])

    /// What is made of one request.
    ///
    /// `header`: The value of a header by its lower-case name.
    func verdict(header: (String) -> String?, body: [UInt8], at now: Instant) -> ReceivedVerdict
}

/// The doors of a program, by the names of their channels.
public struct AnswerDoors: Sendable {
    private let doors: [String: any AnswerDoor]

    /// The channels of `settings` that have an `answers_secret`; one that cannot be used has no door, as its file says.
    public init(_ settings: NamedSettings<OpenSettings>) {
        var doors: [String: any AnswerDoor] = [:]
        for entry in settings.entries {
            guard let node = entry.value.node, let kind = node["kind"]?.text,
                let type = channelTypes.first(where: { $0.kind == kind })?.answers
            else { continue }
            let secrets = AnswersSetting.names.compactMap { node[$0]?.text }.filter { !$0.isEmpty }.map(Secret.init)
            guard node[AnswersSetting.names[0]]?.text != nil, secrets.allSatisfy({ type.fault(in: $0) == nil }) else {
                continue
            }
            doors[entry.name] = type.init(channel: entry.name, secrets: secrets)
        }
        self.doors = doors
    }

    /// What is made of a request at a channel's door; refused where it has none.
    public func verdict(
        at channel: String, header: (String) -> String?, body: [UInt8], now: Instant
    ) -> ReceivedVerdict {
        doors[channel]?.verdict(header: header, body: body, at: now) ?? .refused
    }
}

/// What a genuine request says, in any platform's words.
enum AnswerBody {
    /// More than anybody writes by hand; a door's body has its own limit.
    static let longestText = 8_000
    static let longestName = 500

    /// A text of at most `longest` characters without control characters; nil for anything else.
    static func name(_ tree: JSONTree?, longest: Int = longestName) -> String? {
        guard let text = tree?.text, !text.isEmpty, text.count <= longest,
            text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
        else { return nil }
        return text
    }

    static func words(_ tree: JSONTree?) -> String {
        // A store on PostgreSQL takes no NUL.
        String((tree?.text ?? "").replacing("\u{0}", with: "").prefix(longestText))
    }
}
