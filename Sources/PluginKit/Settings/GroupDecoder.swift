/// Hands each property of a settings group the wrapper that was decoded for it.
struct GroupDecoder: Decoder {
    let settings: [String: any AnySetting]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(GroupContainer<Key>(settings: settings))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw NotAGroup() }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw NotAGroup() }
}

/// Carries one ready wrapper to `Setting.init(from:)`.
struct OneSettingDecoder: Decoder {
    let setting: any AnySetting
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> { throw NotAGroup() }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw NotAGroup() }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw NotAGroup() }
}

/// A property of a settings group that is not declared with `@Setting`.
struct NotAGroup: Error, CustomStringConvertible {
    var description: String { "every property of a settings group is declared with @Setting" }
}

private struct GroupContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let settings: [String: any AnySetting]
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { settings[key.stringValue.snakeCased] != nil }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        // Before the names: an included group may be called as one of its settings.
        if type is any AnyIncluded.Type { return try T(from: GroupDecoder(settings: settings)) }
        guard let setting = settings[key.stringValue.snakeCased] else { throw NotAGroup() }
        return try T(from: OneSettingDecoder(setting: setting))
    }

    func decodeNil(forKey key: Key) throws -> Bool { false }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw NotAGroup() }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw NotAGroup() }
    func superDecoder() throws -> any Decoder { throw NotAGroup() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw NotAGroup() }
}
