/// Settings that belong together: a plugin's, a channel's, a job file's, or a block inside one of them.
///
/// Every stored property is declared with `@Setting`; Swift then writes `init()` and the decoding. Properties in
/// snake_case are the keys of the file.
public protocol SettingsGroup: SettingValue, Decodable {
    init()

    /// Rules that concern several settings, or more than a type can say.
    func validate() throws(BrokenRule)
}

/// A rule that settings break together; reported at the place of the setting that it names.
public struct BrokenRule: Error, Hashable {
    public let setting: String
    public let message: String
    public let hint: String?

    /// `setting`: The name in the file, such as `expires_after`.
    public init(_ setting: String, _ message: String, hint: String? = nil) {
        self.setting = setting
        self.message = message
        self.hint = hint
    }
}

extension SettingsGroup {
    public func validate() throws(BrokenRule) {}

    public static var settingType: SettingType { .group(specs) }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        self = try SettingsDecoder.decode(Self.self, from: node)
    }

    public var yamlText: String { "{}" }

    /// The settings in the order of their declaration.
    public static var specs: [SettingSpec] { declared.map { $0.setting.spec(named: $0.name) } }

    /// The settings of a fresh value by their names in the file.
    static var declared: [(name: String, setting: any AnySetting)] {
        Mirror(reflecting: Self()).children.flatMap { child -> [(name: String, setting: any AnySetting)] in
            if let included = child.value as? any AnyIncluded { return type(of: included).declared }
            guard let label = child.label, let setting = child.value as? any AnySetting else {
                preconditionFailure("\(Self.self).\(child.label ?? "?") must be declared with @Setting")
            }
            return [(String(label.drop { $0 == "_" }).snakeCased, setting)]
        }
    }
}

extension String {
    /// `expiresAfter` as `expires_after`.
    var snakeCased: String {
        reduce(into: "") { result, character in
            if character.isUppercase {
                result += "_" + character.lowercased()
            } else {
                result.append(character)
            }
        }
    }
}
