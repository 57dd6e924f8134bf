/// Declares one setting: its name is the property's in snake_case, its type the property's, its default the value
/// assigned, and the text says what it is for.
///
///     @Setting("Let it go when it is still unsent this long after it was due.")
///     var expiresAfter: Duration = .seconds(21_600)
///
/// A property without an initial value is required. Decoding, errors with places, the JSON Schema and the reference
/// page all come from this one declaration. Only `SettingsDecoder` can decode a group of settings.
@propertyWrapper
public struct Setting<Value: SettingValue>: Sendable, Decodable {
    private enum State: Sendable {
        case declared(default: Value?)
        case decoded(Value)
    }

    private let help: String
    private var state: State

    /// A required setting.
    public init(_ help: String) {
        self.help = help
        state = .declared(default: nil)
    }

    /// A setting with a default.
    public init(wrappedValue: Value, _ help: String) {
        self.help = help
        state = .declared(default: wrappedValue)
    }

    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? OneSettingDecoder, let ready = decoder.setting as? Self else {
            preconditionFailure("settings are decoded by SettingsDecoder only")
        }
        self = ready
    }

    public var wrappedValue: Value {
        get {
            switch state {
            case .decoded(let value), .declared(default: .some(let value)): return value
            case .declared(default: nil): preconditionFailure("a required setting was read before it was decoded")
            }
        }
        set { state = .decoded(newValue) }
    }
}

/// A declared setting whose value type is not known to the reader.
protocol AnySetting: Sendable {
    func spec(named name: String) -> SettingSpec
    /// The same setting with the value of `node`.
    func decoded(from node: SettingNode) throws(Diagnostics) -> any AnySetting
}

extension Setting: AnySetting {
    func spec(named name: String) -> SettingSpec {
        var defaultText: String?
        if case .declared(default: .some(let value)) = state { defaultText = value.yamlText }
        return SettingSpec(name: name, help: help, type: Value.settingType, defaultText: defaultText)
    }

    func decoded(from node: SettingNode) throws(Diagnostics) -> any AnySetting {
        var copy = self
        copy.state = .decoded(try Value(settingNode: node))
        return copy
    }
}
