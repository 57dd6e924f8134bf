import ChildProcesses
import Foundation
import Glibc

extension PostgreSQLServer {
    /// The socket that clients connect to.
    public var socket: String { "\(folder)/.s.PGSQL.5432" }

    /// Ends the server at once, in the middle of whatever it does, and starts it again: `pg_ctl restart -m immediate`.
    ///
    /// Every connection is cut; what was committed is there again. Returns when the new one takes connections.
    ///
    /// - Throws: `Unavailable` with what `pg_ctl` said.
    public func restartAtOnce() throws {
        let lock = try String(contentsOfFile: "\(folder)/data/postmaster.pid", encoding: .utf8)
        let pid = lock.prefix { $0 != "\n" }
        let server = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")
        let tool = URL(fileURLWithPath: server).deletingLastPathComponent().appendingPathComponent("pg_ctl").path
        // The new server outlives the tool, and must not hold on to what this process waits for; Python closes all of that.
        let script = """
            import subprocess, sys
            sys.exit(subprocess.call([sys.argv[1], *"-D data -m immediate -w -l restart.log restart".split()], cwd=sys.argv[2]))
            """
        var command = ["/usr/bin/python3", "-c", script, tool, folder]
        if geteuid() == 0 {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/data")
            let user = attributes[.ownerAccountID] ?? 0
            let group = attributes[.groupOwnerAccountID] ?? 0
            command = ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups"] + command
        }
        guard try ChildProcess(command, in: "/").wait() == 0 else {
            let log = try? String(contentsOfFile: "\(folder)/restart.log", encoding: .utf8)
            throw Unavailable(description: "the server did not start again: \(log ?? "")")
        }
    }
}
