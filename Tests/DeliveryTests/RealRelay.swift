import ChildProcesses
import Foundation
import Glibc
import TestSupport

/// A relay that is not ours, which takes mails by STARTTLS, knows no `nobody@…`, passes what it takes on to another server,
/// and sends back what that one refuses.
///
/// Root runs Postfix with a configuration of its own in a temporary folder; its parts run as several users, so an ordinary
/// user gets `Fixtures/relay.py`, made of Python's own and PyPI's mail packages, and the same tests run against that.
final class RealRelay: Sendable {
    let port: Int
    let isPostfix: Bool
    private let script: ScriptedServer?
    /// Postfix stops when this is closed, or this process ends.
    private let life: FileHandle?

    init(certificate: String, key: String, next: Int) throws {
        isPostfix = geteuid() == 0
        guard isPostfix else {
            let server = try ScriptedServer(
                script: MailFixture.folder + "/relay.py", arguments: [certificate, key, "\(next)"],
                python: TestsEnvironment.python())
            (port, script, life) = (server.port, server, nil)
            return
        }
        let folder = "/tmp/milieu-postfix-\(UUID().uuidString.prefix(8))"
        let port = try ForeignProcess.freePort()
        for name in ["", "/queue", "/data", "/log"] {
            try FileManager.default.createDirectory(atPath: folder + name, withIntermediateDirectories: false)
        }
        try Self.main(folder, certificate: certificate, key: key, next: next).write(
            toFile: folder + "/main.cf", atomically: false, encoding: .utf8)
        try Self.master(port).write(toFile: folder + "/master.cf", atomically: false, encoding: .utf8)
        let script = """
            PATH=$PATH:/usr/sbin; chown postfix: \(folder)/data
            postfix -c \(folder) start >\(folder)/start.log 2>&1 && echo \(port)
            cat >/dev/null; postfix -c \(folder) stop >/dev/null 2>&1; rm -rf \(folder)
            """
        let process = try ChildProcess(["/bin/sh", "-c", script], input: .pipe, output: .pipe)
        (self.port, self.script, life) = (port, nil, process.input)
        // It says so when master listens.
        guard LineReader(process.output).next() == "\(port)" else {
            let log = (try? String(contentsOfFile: folder + "/start.log", encoding: .utf8)) ?? ""
            throw MailFixture.Failure(description: "Postfix did not start; run: sh Config/setup.sh --tests\n\(log)")
        }
    }

    deinit { try? life?.close() }

    private static func main(_ folder: String, certificate: String, key: String, next: Int) -> String {
        """
        compatibility_level = 3.6
        queue_directory = \(folder)/queue
        data_directory = \(folder)/data
        maillog_file = \(folder)/log/mail.log
        maillog_file_prefixes = /tmp
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = relay.riverside.test
        mydestination =
        alias_maps =
        local_recipient_maps =
        mynetworks = 127.0.0.0/8
        relayhost = [127.0.0.1]:\(next)
        smtp_dns_support_level = disabled
        smtputf8_enable = yes
        smtpd_tls_security_level = may
        smtpd_tls_auth_only = yes
        smtpd_tls_cert_file = \(certificate)
        smtpd_tls_key_file = \(key)
        smtpd_recipient_restrictions = check_recipient_access
          inline:{{nobody@riverside.example = 550 5.1.1 no such person}}, permit_mynetworks, reject

        """
    }

    private static func master(_ port: Int) -> String {
        """
        127.0.0.1:\(port) inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        relay unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """
    }
}
