/// Reads the binary zone files of the system's tzdata (RFC 8536), versions 1 to 4.
///
/// The 64-bit block is preferred. A file that counts leap seconds (`right/…`) is refused, as its times are not those of
/// any clock that we schedule on. Every length is checked before it is used: a damaged file is an error, never a trap.
enum TZifFile {
    static func rules(named name: String, bytes: [UInt8]) throws(ZoneError) -> ZoneRules {
        var reader = Reader(bytes: bytes, zone: name)
        var header = try reader.header()
        var wide = false
        if header.version >= 2 {
            try reader.skip(header.length(wide: false))
            header = try reader.header()
            wide = true
        }
        guard header.leapCount == 0 else {
            throw .unreadable(name: name, reason: "it counts leap seconds; name the zone without 'right/'")
        }
        let times = try (0..<header.timeCount).map { _ throws(ZoneError) in try reader.integer(bytes: wide ? 8 : 4) }
        let indexes = try (0..<header.timeCount).map { _ throws(ZoneError) in Int(try reader.byte()) }
        var raw: [(offset: Int, isDaylight: Bool, name: Int)] = []
        for _ in 0..<header.typeCount {
            raw.append((Int(try reader.integer(bytes: 4)), try reader.byte() != 0, Int(try reader.byte())))
        }
        let letters = try (0..<header.charCount).map { _ throws(ZoneError) in try reader.byte() }
        try reader.skip(header.standardCount + header.universalCount)
        let types = try raw.map { type throws(ZoneError) in
            guard type.name < letters.count, abs(type.offset) < 93_600 else { throw .damaged(name) }
            return ZoneOffset(
                seconds: type.offset,
                abbreviation: String(decoding: letters[type.name...].prefix { $0 != 0 }, as: UTF8.self),
                isDaylight: type.isDaylight)
        }
        guard let initial = types.first(where: { !$0.isDaylight }) ?? types.first,
            indexes.allSatisfy({ $0 < types.count }), zip(times, times.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .damaged(name) }
        var changes: [ZoneChange] = []
        var before = initial
        for (at, index) in zip(times, indexes) {
            changes.append(ZoneChange(at: at, before: before, after: types[index]))
            before = types[index]
        }
        // An empty footer says that the table is all there is; one that is no rule says that the file is damaged.
        let footer = wide ? reader.footer() : nil
        let rule = footer.flatMap(PosixZoneRule.init)
        guard rule != nil || footer?.isEmpty ?? true else { throw .damaged(name) }
        return ZoneRules(name: name, table: changes, initial: initial, rule: rule)
    }

    private struct Header {
        var version = 0
        var universalCount = 0
        var standardCount = 0
        var leapCount = 0
        var timeCount = 0
        var typeCount = 0
        var charCount = 0

        func length(wide: Bool) -> Int {
            let size = wide ? 8 : 4
            return timeCount * (size + 1) + typeCount * 6 + charCount + leapCount * (size + 4) + standardCount
                + universalCount
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        let zone: String
        var position = 0

        init(bytes: [UInt8], zone: String) {
            self.bytes = bytes
            self.zone = zone
        }

        mutating func byte() throws(ZoneError) -> UInt8 {
            guard position < bytes.count else { throw .damaged(zone) }
            defer { position += 1 }
            return bytes[position]
        }

        mutating func integer(bytes count: Int) throws(ZoneError) -> Int64 {
            var value: Int64 = 0
            for index in 0..<count {
                let byte = try byte()
                value = index == 0 ? Int64(Int8(bitPattern: byte)) : value << 8 | Int64(byte)
            }
            return value
        }

        mutating func skip(_ count: Int) throws(ZoneError) {
            guard count >= 0, count <= bytes.count - position else { throw .damaged(zone) }
            position += count
        }

        mutating func header() throws(ZoneError) -> Header {
            guard bytes.count - position >= 44, Array(bytes[position..<(position + 4)]) == Array("TZif".utf8) else {
                throw .damaged(zone)
            }
            position += 4
            var header = Header()
            let version = try byte()
            header.version = version == 0 ? 1 : Int(version) - 48
            try skip(15)
            var counts: [Int] = []
            for _ in 0..<6 {
                let count = try integer(bytes: 4)
                guard count >= 0, count <= bytes.count else { throw .damaged(zone) }
                counts.append(Int(count))
            }
            header.universalCount = counts[0]
            header.standardCount = counts[1]
            header.leapCount = counts[2]
            header.timeCount = counts[3]
            header.typeCount = counts[4]
            header.charCount = counts[5]
            return header
        }

        /// The text between the two line ends after the 64-bit block, when there is one.
        func footer() -> String? {
            guard position < bytes.count, bytes[position] == 10 else { return nil }
            return String(decoding: bytes[(position + 1)...].prefix { $0 != 10 }, as: UTF8.self)
        }
    }
}
