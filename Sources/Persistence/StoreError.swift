public import Community

/// Why the store could not be opened or used; each says what to do.
public enum StoreError: Error, Hashable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case notADatabase(path: String)
    case foreign(path: String)
    case newerSchema(path: String, found: Int, known: Int)
    case nodesInTheWay(path: String, nodes: Int, step: Int)
    case busy(path: String)
    case full(path: String)
    case readOnly(path: String)
    case broken(path: String, reason: String)
    case badAddress(reason: String)
    case unreachable(path: String, reason: String)
    case unknownHost(path: String, reason: String)
    case insecure(path: String, reason: String)
    case tooManyConnections(path: String, reason: String)
    case tooSlow(path: String)
    case refused(path: String, user: String)
    case noDatabase(path: String, name: String)
    case notAllowed(path: String, user: String, reason: String)
    case standby(path: String)
    case notCopied(path: String)

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open the store '\(path)': \(reason); check that its folder exists and may be written"
        case .notADatabase(let path):
            "'\(path)' is not a store of this program; name another file as 'store' or restore a backup"
        case .foreign(let path):
            "'\(path)' holds tables of another program; name a file or a database of its own as 'store'"
        case .nodesInTheWay(let path, let nodes, let step):
            "step \(step) of the schema of '\(path)' is not for older programs, and \(nodes) of its nodes were at work "
                + "within two minutes; stop them first: they cannot work beside it"
        case .newerSchema(let path, let found, let known):
            "'\(path)' was made by a newer version (schema \(found), this version knows \(known)); install that version"
        case .busy(let path): "'\(path)' is held by another process for too long; try again when it is done"
        case .full(let path): "the disk of '\(path)' is full; nothing was written; make room and try again"
        case .readOnly(let path):
            "'\(path)' may not be written; check the owner and the mode of the file and its folder"
        case .broken(let path, let reason): "the store '\(path)' reports: \(reason)"
        case .badAddress(let reason):
            "the address of the store cannot be used: \(reason); expected 'postgresql://user@host/database'"
        case .unreachable(let path, let reason):
            "the server of '\(path)' cannot be reached: \(reason); check that it runs and that its address is right"
        case .unknownHost(let path, let reason):
            "the server of '\(path)' cannot be found: \(reason); check the spelling of the host and this machine's name service"
        case .insecure(let path, let reason):
            """
            there is no safe connection to '\(path)': \(reason); give the host by the name in the server's certificate, and \
            the certificate of its authority as 'sslrootcert=FILE'
            """
        case .tooManyConnections(let path, let reason):
            """
            the server of '\(path)' takes no more connections: \(reason); lower 'connections' in the address, stop what else \
            uses it, or raise 'max_connections' on the server
            """
        case .tooSlow(let path):
            """
            '\(path)' took longer than a minute for one statement, or somebody stopped it there; nothing was written; look at \
            what else the server does and try again
            """
        case .refused(let path, let user):
            "cannot sign in to '\(path)' as '\(user)': the server refused; check the user's name and the password"
        case .noDatabase(let path, let name):
            "there is no database '\(name)' at '\(path)'; make it with: createdb \(name)"
        case .notAllowed(let path, let user, let reason):
            "'\(user)' may not use '\(path)': \(reason); make this user the owner of the database"
        case .standby(let path):
            "'\(path)' may only be read, as a standby may; name the primary, or add 'target_session_attrs=read-write'"
        case .notCopied(let path): "'\(path)' is copied by its server's own tool; use: pg_dump --format=custom"
        }
    }
}

/// An answer or a decision came in while a step was planned; nothing was kept, and it is planned again.
public struct AnsweredMeanwhile: Error, Hashable {
    public let run: String
}

/// Another run wrote to somebody while a step was planned; nothing was kept, and it is planned again.
public struct ContactedMeanwhile: Error, Hashable {
    public let run: String
    public let member: MemberID
}

/// A write under a lease that somebody else has taken over; nothing of it was kept.
public struct StaleClaim: Error, Hashable, CustomStringConvertible {
    public let id: String

    public init(id: String) { self.id = id }

    public var description: String { "'\(id)' was taken over by another worker; this one's late result was dropped" }
}
