import ChildProcesses
import Foundation

/// A real nginx of the tests' and benches' own: one worker, on a port of the loopback address, in a temporary folder.
///
/// It runs as an ordinary user, writes nothing outside of its folder, and ends with the process that made it. It answers
/// `/hook` with 204 whatever is posted, `/close` too but hangs up, and `/status` with its own counts.
public final class LocalNginx: Sendable {
    public let port: Int
    /// Where the certificate is that it answers with on `tlsPort`, which is made for `localhost` and 127.0.0.1.
    public let certificate: String
    public let tlsPort: Int
    private let server: ChildProcess
    private let output: LineReader

    /// Why there is no server, and what to do.
    public struct Unavailable: Error, CustomStringConvertible {
        public let description: String
    }

    /// Starts it and waits until it takes connections.
    ///
    /// `core`: The one core of the machine that it may use; nil for any.
    ///
    /// - Throws: `Unavailable` when it is not installed or does not start, with what it said.
    public init(core: Int? = nil) throws {
        let binary = try Self.findBinary()
        let user = try ForeignProcess.ordinaryUser()
        let folder = try ForeignProcess.folder("nginx", user.own)
        certificate = folder + "/server.crt"
        // A free port may be taken before the server has it.
        for attempt in 1... {
            let (port, tlsPort) = (try ForeignProcess.freePort(), try ForeignProcess.freePort())
            let (server, output) = try Self.start(
                user.runner + (core.map { ["taskset", "-c", "\($0)"] } ?? []), folder, binary,
                Self.settings(port: port, tlsPort: tlsPort))
            var said = ""
            var isReady = false
            while !isReady, let line = output.next() {
                isReady = line.contains("start worker process ")
                said += line + "\n"
            }
            if isReady {
                (self.port, self.tlsPort, self.server, self.output) = (port, tlsPort, server, output)
                return
            }
            guard said.contains("Address already in use"), attempt < 5 else {
                throw Unavailable(description: "\(binary) did not start: \(said)")
            }
        }
        throw Unavailable(description: "no port is free")
    }

    deinit { try? server.input?.close() }

    private static func start(
        _ runner: [String], _ folder: String, _ binary: String, _ settings: String
    ) throws -> (server: ChildProcess, output: LineReader) {
        let script = """
            cd "$1"; printf '%s\\n' "$3" >settings; mkdir -p temp; exec 3<&0
            [ -e server.crt ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \\
                -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout server.key -out server.crt \\
                >/dev/null 2>&1 || exit 1
            chmod 755 . ; chmod 644 server.crt
            (trap '' INT; cat <&3; kill -TERM $$; cd /; rm -rf "$1" || rm -rf "$1") >/dev/null 2>&1 &
            exec 3<&- "$2" -p "$1" -c settings -e stderr </dev/null >&2
            """
        let server = try ForeignProcess.start(
            runner + ["sh", "-c", script, "sh", folder, binary, settings], errors: .pipe)
        return (server, LineReader(server.errors))
    }

    private static func settings(port: Int, tlsPort: Int) -> String {
        """
        daemon off;
        pid nginx.pid;
        worker_processes 1;
        worker_rlimit_nofile 16384;
        events { worker_connections 8192; }
        error_log stderr notice;
        http {
            access_log off;
            client_body_temp_path temp/body;
            proxy_temp_path temp/proxy;
            fastcgi_temp_path temp/fastcgi;
            uwsgi_temp_path temp/uwsgi;
            scgi_temp_path temp/scgi;
            keepalive_requests 100000000;
            keepalive_timeout 75s;
            ssl_certificate server.crt;
            ssl_certificate_key server.key;
            ssl_session_tickets off;
            server {
                listen 127.0.0.1:\(port) backlog=4096;
                listen 127.0.0.1:\(tlsPort) ssl backlog=4096;
                location = /hook { return 204; }
                location = /close { keepalive_timeout 0; return 204; }
                location = /status { stub_status; }
            }
        }
        """
    }

    private static func findBinary() throws -> String {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        // Debian's folder of servers is not on everybody's path.
        for folder in ["/usr/sbin"] + path where FileManager.default.isExecutableFile(atPath: folder + "/nginx") {
            return folder + "/nginx"
        }
        throw Unavailable(description: "no nginx is installed; run: sh Config/setup.sh --tests")
    }
}
