import CPostgres
import Foundation

/// Where a PostgreSQL store is and how to talk to it, read from one URL.
///
/// libpq reads its own parameters and refuses all others, so ours are taken out first (PostgreSQL 15, 34.1.1.2).
struct PostgreSQLAddress: Sendable {
    /// What libpq is given, in order; what stands later wins.
    let keywords: [(name: String, value: String)]
    /// The host and the database, for messages.
    let name: String
    let user: String?
    let database: String?
    /// Threads, and connections at most.
    let connections: Int
    /// Whether statements are prepared and kept; off for a pooler that hands each transaction another connection.
    let isPrepared: Bool
    /// What the address says, as variables of the environment that libpq's programs read.
    let variables: [String: String]
    private let secrets: [String]

    init(_ url: String) throws(StoreError) {
        guard url.hasPrefix("postgresql://") || url.hasPrefix("postgres://") else {
            throw .badAddress(reason: "it does not begin with 'postgresql://'")
        }
        let (rest, own) = try Self.split(url)
        guard let options = PQconninfoParse(rest, nil) else {
            // libpq's own words repeat the address, and with it the password.
            throw .badAddress(reason: "libpq cannot read it, or does not know one of its parameters")
        }
        defer { PQconninfoFree(options) }
        var given: [String: String] = [:]
        var variables: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                given[String(cString: keyword)] = String(cString: value)
                if let variable = option.pointee.envvar {
                    variables[String(cString: variable)] = String(cString: value)
                }
            }
            option += 1
        }
        self.variables = variables
        connections = own.connections
        isPrepared = own.isPrepared
        user = given["user"]
        database = given["dbname"] ?? given["user"]
        name = Self.name(host: given["host"] ?? given["hostaddr"] ?? "", port: given["port"], database: database)
        secrets = ["password", "sslpassword"].compactMap { given[$0] }.filter { !$0.isEmpty }
        let defaults = [
            "connect_timeout": "5", "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3",
            "tcp_user_timeout": "30000", "application_name": "milieu",
        ]
        keywords =
            (defaults.merging(given) { $1 }.map { ($0, $1) }.sorted { $0.0 < $1.0 })
            + [("client_encoding", "UTF8")]
    }

    /// `text` without the password, should a server or a library ever repeat it.
    func redacted(_ text: String) -> String {
        secrets.reduce(text) { $0.replacingOccurrences(of: $1, with: "***") }
    }

    private static func split(
        _ url: String
    ) throws(StoreError) -> (rest: String, own: (connections: Int, isPrepared: Bool)) {
        var own = (connections: 4, isPrepared: true)
        guard let mark = url.firstIndex(of: "?") else { return (url, own) }
        var others: [Substring] = []
        for item in url[url.index(after: mark)...].split(separator: "&") {
            let value = item.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
            if item.hasPrefix("connections=") {
                guard let count = Int(value), (1...64).contains(count) else {
                    throw .badAddress(reason: "'connections' is '\(value)', expected a number from 1 to 64")
                }
                own.connections = count
            } else if item.hasPrefix("prepared=") {
                guard ["on", "off"].contains(value) else {
                    throw .badAddress(reason: "'prepared' is '\(value)', expected 'on' or 'off'")
                }
                own.isPrepared = value == "on"
            } else {
                others.append(item)
            }
        }
        let base = String(url[..<mark])
        return (others.isEmpty ? base : base + "?" + others.joined(separator: "&"), own)
    }

    private static func name(host: String, port: String?, database: String?) -> String {
        let place = database ?? ""
        // A folder stands for the socket in it.
        if host.isEmpty || host.hasPrefix("/") {
            return "postgresql:///\(place)" + (host.isEmpty ? "" : "?host=\(host)")
        }
        guard let port, port != "5432", !host.contains(",") else { return "postgresql://\(host)/\(place)" }
        return "postgresql://\(host):\(port)/\(place)"
    }
}
