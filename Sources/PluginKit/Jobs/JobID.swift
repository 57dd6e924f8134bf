public import Community

/// Names one job: its file's name without the ending, unless the file says otherwise.
public struct JobID: Identifier {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
}

extension JobID: SettingValue {
    public static var settingType: SettingType { .text }
}
