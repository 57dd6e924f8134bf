import Foundation

/// What is PostgreSQL's own: the types of the schema, and its errors, as sentences of ours.
struct PostgreSQLDialect: Sendable {
    let address: PostgreSQLAddress

    /// A migration's text with the server's types and without SQLite's table options.
    ///
    /// Numbers get 64 bits, and texts the order of their bytes, which is SQLite's and what the cursors of pages rely on,
    /// whatever language the database was made for. Comments and texts in quotes stay as they are.
    static func schema(_ sql: String) -> String {
        var options = ""
        return sql.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard !line.drop(while: { $0 == " " }).hasPrefix("--") else { return String(line) }
            if line.hasPrefix("CREATE TABLE") { options = line.hasPrefix("CREATE TABLE run (") ? roomForClaims : "" }
            let plain = line.replacingOccurrences(of: " STRICT, WITHOUT ROWID", with: options)
                .replacingOccurrences(of: " STRICT", with: "")
            return plain.split(separator: "'", omittingEmptySubsequences: false).enumerated().map { index, part in
                index.isMultiple(of: 2) ? words(part) : String(part)
            }.joined(separator: "'")
        }.joined(separator: "\n")
    }

    /// More than half of each page stays free for the rows as a claim leaves them, which are a little longer: on their page,
    /// no index hears of it.
    private static let roomForClaims = " WITH (fillfactor = 45)"

    private static let types = ["BLOB": "BYTEA", "INTEGER": "BIGINT", "TEXT": "TEXT COLLATE \"C\""]

    private static func words(_ text: Substring) -> String {
        var result = ""
        var word = ""
        for character in text {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
            } else {
                result += (types[word] ?? word) + String(character)
                word = ""
            }
        }
        return result + (types[word] ?? word)
    }

    /// `error` as a `StoreError` when the server or libpq is its source; else `error` itself.
    func translated(_ error: any Error) -> any Error {
        (error as? PostgreSQLFailure).map(storeError) ?? error
    }

    /// `failure` as a sentence that says what to do.
    func storeError(_ failure: PostgreSQLFailure) -> StoreError {
        let path = address.name
        let user = address.user ?? ""
        switch failure.code {
        case PostgreSQLFailure.unreachable, "57P03": return .unreachable(path: path, reason: failure.message)
        case PostgreSQLFailure.lost, "57P01", "57P02", "25P03":
            return .unreachable(path: path, reason: "the connection was lost, and nothing was written")
        case PostgreSQLFailure.unknownOutcome:
            return .unreachable(
                path: path, reason: "the connection was lost during a commit, and whether it was kept is not known")
        case "28P01", "28000": return .refused(path: path, user: user)
        case "3D000": return .noDatabase(path: path, name: address.database ?? "")
        case "42501": return .notAllowed(path: path, user: user, reason: failure.message)
        case "25006": return .standby(path: path)
        case "53100": return .full(path: path)
        case PostgreSQLFailure.unknownHost: return .unknownHost(path: path, reason: failure.message)
        case PostgreSQLFailure.insecure: return .insecure(path: path, reason: failure.message)
        case "53300": return .tooManyConnections(path: path, reason: failure.message)
        case "40001", "40P01", "55P03": return .busy(path: path)
        case "57014": return .tooSlow(path: path)
        case "26000", "42P05":
            return .broken(
                path: path,
                reason:
                    "a prepared statement is not where it was, as behind a pooler; add '?prepared=off' to the address")
        default: return .broken(path: path, reason: "\(failure.message) (\(failure.code))")
        }
    }

    /// The five letters of SQLSTATE in a verbose message of libpq, as in `FATAL:  28P01: …`; nil when there are none.
    static func code(in message: String) -> String? {
        for line in message.split(separator: "\n") {
            for part in line.split(separator: " ") {
                guard part.count == 6, part.hasSuffix(":") else { continue }
                let code = part.dropLast()
                if code.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }), code.contains(where: \.isNumber)
                {
                    return String(code)
                }
            }
        }
        return nil
    }

    /// What kept libpq from a server that itself said nothing; libpq has words for it and no codes.
    static func code(ofUnreachable message: String) -> String {
        if message.contains("could not translate host name") { return PostgreSQLFailure.unknownHost }
        let words = ["SSL", "certificate"]
        return words.contains(where: message.contains) ? PostgreSQLFailure.insecure : PostgreSQLFailure.unreachable
    }

    /// What libpq said first, on one line and without a period.
    static func firstLine(of message: String) -> String {
        let line = message.split(separator: "\n").first.map(String.init) ?? "no reason was given"
        return line.trimmingCharacters(in: .whitespaces)
    }
}
