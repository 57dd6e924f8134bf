/// What a setting may hold: the schema, the reference page and the checks of names follow from it.
public indirect enum SettingType: Sendable {
    case text
    case integer
    case number
    case boolean
    /// `30s 15m 2h 5d 2w`.
    case duration
    /// `20:00`.
    case time
    /// `2026-11-20`.
    case date
    /// An IANA zone; with `member`, each person's own.
    case zone(allowsMember: Bool)
    case cron
    /// `consents.check_in and not paused`.
    case condition
    case secret
    case oneOf([String])
    /// The id of something that another file defines.
    case reference(Reference)
    case list(of: SettingType)
    case group([SettingSpec])
    /// A block whose keys the writer chooses, all of one type.
    case dictionary(of: SettingType)
    /// Checked by whoever reads it, such as a step's `with`.
    case anything

    /// What a reference points at.
    public enum Reference: String, Sendable {
        case message
        case questionnaire
        case channel
        case member
    }
}

/// One setting as it was declared.
public struct SettingSpec: Sendable {
    public let name: String
    public let help: String
    public let type: SettingType
    /// The default as a person would write it; nil for a required setting, empty for "not set".
    public let defaultText: String?

    public var isRequired: Bool { defaultText == nil }
}
