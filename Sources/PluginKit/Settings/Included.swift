/// Declares that a group has all settings of another one as its own, at the same level of the file.
///
///     @Included var destination: Destination
///
/// The other group's rules are asked by the group's own `validate`.
@propertyWrapper
public struct Included<Group: SettingsGroup>: Sendable, Decodable {
    public var wrappedValue: Group

    public init() { wrappedValue = Group() }

    public init(from decoder: any Decoder) throws { wrappedValue = try Group(from: decoder) }
}

/// An included group whose type is not known to the reader.
protocol AnyIncluded {
    static var declared: [(name: String, setting: any AnySetting)] { get }
}

extension Included: AnyIncluded {
    static var declared: [(name: String, setting: any AnySetting)] { Group.declared }
}
