import Glibc
import Synchronization

/// The zones of the machine, read from its tzdata as they are asked for.
///
/// Foundation on Linux carries a copy of its own, as old as the toolchain; the system's is brought up to date by the
/// system.
public final class ZoneDatabase: Sendable {
    /// The folder of the compiled zone files.
    public let root: String
    private let known = Mutex<[String: ZoneRules]>([:])

    public init(root: String = "/usr/share/zoneinfo") { self.root = root }

    /// The rules of a zone by its IANA name, matched exactly.
    ///
    /// - Throws: `ZoneError.unknown` for a name that the machine does not have, `.unreadable` for a file that is none.
    public func rules(named name: String) throws(ZoneError) -> ZoneRules {
        if let rules = known.withLock({ $0[name] }) { return rules }
        let isSafe = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "/_+-".utf8.contains(byte)
        }
        guard isSafe, !name.isEmpty, !name.hasPrefix("/"), let bytes = read("\(root)/\(name)") else {
            throw .unknown(name: name)
        }
        let rules = try TZifFile.rules(named: name, bytes: bytes)
        known.withLock { $0[name] = rules }
        return rules
    }

    /// The zones' names in order, from the tables that tzdata brings along; for suggestions.
    public func names() -> [String] {
        let columns = [("zone1970.tab", 2), ("zone.tab", 2)]
        var names: Set<String> = ["UTC"]
        for (file, column) in columns {
            for line in lines(of: file) where !line.hasPrefix("#") {
                let fields = line.split(separator: "\t")
                if fields.count > column { names.insert(String(fields[column])) }
            }
        }
        return names.sorted()
    }

    /// The release of tzdata, such as `2025b`; nil when the machine does not say.
    public var version: String? {
        guard let line = lines(of: "tzdata.zi").first, let last = line.split(separator: " ").last else { return nil }
        return String(last)
    }

    private func lines(of file: String) -> [Substring] {
        guard let bytes = read("\(root)/\(file)") else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// The file's bytes, at most 1 MiB; nil when it is no file that can be read.
    private func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < 1 << 20 {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
        return nil
    }
}

/// Why a zone cannot be used.
public enum ZoneError: Error, Hashable, CustomStringConvertible {
    case unknown(name: String)
    case unreadable(name: String, reason: String)

    static func damaged(_ name: String) -> ZoneError { .unreadable(name: name, reason: "its file is damaged") }

    public var description: String {
        switch self {
        case .unknown(let name): "no time zone is called '\(name)'"
        case .unreadable(let name, let reason): "the time zone '\(name)' cannot be used: \(reason)"
        }
    }
}
