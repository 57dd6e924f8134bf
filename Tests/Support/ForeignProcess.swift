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

    /// Starts a command that ends some time after the returned handle is closed, or this process ends.
    static func start(_ command: [String], log: Any) throws -> (process: Process, input: FileHandle) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let input = Pipe()
        // Nobody else may hold the pipe open when this process ends.
        _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = log
        try process.run()
        return (process, input.fileHandleForWriting)
    }

    /// Runs a command to its end.
    static func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
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
