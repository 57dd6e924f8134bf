import ChildProcesses
import Foundation
import Glibc

/// Servers of others that the tests start, each of which ends when the tests do.
public enum ForeignProcess {
    /// What stands before a command that refuses root: nothing, or what makes another user of it; and that user, for the
    /// folders that it shall own.
    static func ordinaryUser() throws -> (runner: [String], own: (_ folder: String) -> Void) {
        guard geteuid() == 0 else { return ([], { _ in }) }
        guard let account = getpwnam("postgres") ?? getpwnam("nobody") else {
            throw PostgreSQLServer.Unavailable(
                description: "root needs the user 'postgres' or 'nobody' to run a server")
        }
        let (user, group) = (account.pointee.pw_uid, account.pointee.pw_gid)
        return (
            ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups"], { chown($0, user, group) }
        )
    }

    /// Makes an empty folder that only that user may look into.
    static func folder(_ name: String, _ own: (_ folder: String) -> Void) throws -> String {
        let folder = "/tmp/milieu-\(name)-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        own(folder)
        return folder
    }

    /// Starts a command that ends some time after its input is closed, or this process ends.
    static func start(_ command: [String], errors: ChildProcess.Stream = .nothing) throws -> ChildProcess {
        try ChildProcess(command, in: "/", input: .pipe, errors: errors)
    }

    /// Runs a command to its end; the output has what went wrong too.
    static func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let (status, output) = try ChildProcess.run(command, in: "/", errors: .output)
        return (status, String(decoding: output, as: UTF8.self))
    }

    /// A port of this machine on which nobody listened a moment ago.
    public static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isBound else { throw PostgreSQLServer.Unavailable(description: "this machine has no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
