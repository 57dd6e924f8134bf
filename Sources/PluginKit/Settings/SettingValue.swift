/// A type that a setting can have.
public protocol SettingValue: Sendable {
    static var settingType: SettingType { get }

    /// Reads the value.
    ///
    /// - Throws: every fault of the node, each at its own place.
    init(settingNode node: SettingNode) throws(Diagnostics)

    /// The value as a person writes it in a file; shown as a default. Never a secret.
    var yamlText: String { get }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    public static var settingType: SettingType { Wrapped.settingType }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        if case .empty = node.content { self = nil } else { self = try Wrapped(settingNode: node) }
    }

    public var yamlText: String { self?.yamlText ?? "" }
}

extension Array: SettingValue where Element: SettingValue {
    public static var settingType: SettingType { .list(of: Element.settingType) }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        guard case .list(let nodes) = node.content else {
            throw [node.expected("a list", hint: "write it like [a, b] or one per line with '- '")]
        }
        var values: [Element] = []
        var faults: [Diagnostic] = []
        for node in nodes {
            do { values.append(try Element(settingNode: node)) } catch { faults += error.all }
        }
        guard faults.isEmpty else { throw Diagnostics(faults) }
        self = values
    }

    public var yamlText: String { "[" + map(\.yamlText).joined(separator: ", ") + "]" }
}

extension SettingNode {
    /// The text of a scalar that is not empty.
    public func requireText(_ what: String, hint: String? = nil) throws(Diagnostics) -> String {
        guard let text, !text.isEmpty else { throw [expected(what, hint: hint)] }
        return text
    }
}

extension SettingValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    public static var settingType: SettingType { .oneOf(allCases.map(\.rawValue)) }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        let names = Self.allCases.map(\.rawValue)
        guard let text = node.text, let value = Self(rawValue: text) else {
            let hint = node.text.flatMap { Suggestion.closest(to: $0, among: names) }.map { "did you mean '\($0)'?" }
            throw [node.expected("one of \(names.joined(separator: ", "))", rule: "choice", hint: hint)]
        }
        self = value
    }

    public var yamlText: String { rawValue }
}
