/// A kind of channel as the files know it: its name, its settings, and how they are checked.
///
/// What a channel does with a message is the delivery part's; whoever reads `Config/milieu.yaml` needs no more than this.
public struct ChannelKind: Sendable {
    /// The word after `kind:`, such as `webhook`.
    public let id: String
    /// One sentence that starts with a verb.
    public let summary: String
    public let settings: [SettingSpec]
    /// How it is set up and what it makes of a message: paragraphs for the reference page.
    public let guide: String
    /// A block of this kind as a person would write it.
    public let example: String
    private let findFaults: @Sendable (SettingNode) -> [Diagnostic]

    /// Makes one.
    ///
    /// `settings`: The group that a block of this kind is read as, to which those of every destination are added; `kind`
    /// is one of its settings.
    /// `answersFault`: What is wrong with a secret that answers are known by; nil for one that can be used.
    public init<Group: SettingsGroup>(
        id: String, summary: String, guide: String = "", example: String = "", settings: Group.Type,
        answersFault: @Sendable @escaping (Secret) -> String?
    ) {
        self.id = id
        self.summary = summary
        self.guide = guide
        self.example = example
        self.settings = ChannelBlock<Group>.specs
        findFaults = { node in
            let faults = SettingsDecoder.faults(ChannelBlock<Group>.self, in: node)
            guard faults.isEmpty else { return faults }
            return AnswersSetting.names.compactMap { name in
                guard let value = node[name], let text = value.text, let fault = answersFault(Secret(text)) else {
                    return nil
                }
                return Diagnostic(value.place, "rule", "\(value.path): \(fault)")
            }
        }
    }

    /// The faults of one channel's block.
    public func faults(in node: SettingNode) -> [Diagnostic] { findFaults(node) }
}
