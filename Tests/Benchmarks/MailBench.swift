import ChildProcesses
import Delivery
import Foundation
import Glibc
import Scheduling
import TestSupport

/// Mails a second through the driver to one fast relay: the connections that a relay allows, and no more, are kept busy.
enum MailBench: Bench {
    static let name = "mail"
    static let summary = "mails to one fast relay on this machine, on 1 and on 4 connections"

    private static let sink = "/usr/sbin/smtp-sink"

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let count = request.count ?? 8_000
        let rounds = request.rounds ?? 3
        let relay = try await Relay()
        let folder = try TemporaryFolder()
        let mail = try mail()
        try folder.write(bytes: mail, to: "mail")
        var figures: [Figure] = []
        for connections in [1, 4] {
            var (ours, peers): ([Double], [Double]) = ([], [])
            // In turns, so that what else the machine does meets both.
            for _ in 0..<rounds {
                ours.append(try await send(mail, count, over: connections, to: relay.port))
                guard request.isComparing else { continue }
                peers.append(
                    try Peer.seconds("mail.py", "\(relay.port)", "\(count)", "\(connections)", folder.path + "/mail"))
            }
            func middle(_ seconds: [Double]) -> Double { seconds.sorted()[seconds.count / 2] }
            var figure = Figure(
                bench: name, metric: "\(connections) connection\(connections == 1 ? "" : "s")",
                value: Double(count) / middle(ours), unit: "mails/s",
                conditions: "\(count) mails of \(mail.count) bytes to smtp-sink, median of \(rounds)")
            if request.isComparing {
                figure.peer = "smtplib"
                figure.ratio = middle(peers) / middle(ours)
            }
            figures.append(figure)
        }
        return figures
    }

    private static func mail() throws -> [UInt8] {
        let text = Array(repeating: "How was your day? You can leave every question empty.", count: 12)
        return try MailMessage(
            fromName: "Riverside", from: MailAddress("hello@riverside.example"),
            to: MailAddress("ana@riverside.example"), subject: "How was your day?",
            text: text.joined(separator: "\n"), html: "<p>\(text.joined(separator: "</p>\n<p>"))</p>",
            messageID: "1@riverside.example", date: Instant(seconds: 1_795_000_000)
        ).bytes()
    }

    private static func send(_ bytes: [UInt8], _ count: Int, over connections: Int, to port: Int) async throws -> Double
    {
        let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
        let relay = MailRelay(
            host: "127.0.0.1", port: port, security: .none, helloName: "riverside.example")
        let mail = MailSubmission(
            relay: relay, sender: try MailAddress("hello@riverside.example"),
            recipient: try MailAddress("ana@riverside.example"), bytes: bytes)
        return try await Stopwatch.seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<connections {
                    group.addTask { for _ in 0..<(count / connections) { _ = try await driver.submit(mail) } }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Postfix's sink, which takes everything as fast as it can; it ends with this.
    private final class Relay {
        let port: Int
        private let process: ChildProcess

        init() async throws {
            guard FileManager.default.isExecutableFile(atPath: MailBench.sink) else {
                throw BenchFailure("there is no \(MailBench.sink); run: sh Config/setup.sh --tests")
            }
            // Above the ports that the system gives out by itself.
            port = Int.random(in: 61_000...64_999)
            // It wants to be nobody when started by root.
            process = try ChildProcess(
                [MailBench.sink] + (geteuid() == 0 ? ["-u", "nobody"] : []) + [
                    "-h", "relay.riverside.example", "127.0.0.1:\(port)", "512",
                ])
            let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
            let probe = MailSubmission(
                relay: MailRelay(host: "127.0.0.1", port: port, security: .none, helloName: "riverside.example"),
                sender: try MailAddress("hello@riverside.example"),
                recipient: try MailAddress("ana@riverside.example"), bytes: Array("Subject: x\r\n\r\nx\r\n".utf8))
            for _ in 0..<50_000 where (try? await driver.submit(probe)) != nil { return }
            throw BenchFailure("smtp-sink did not start on port \(port)")
        }

        deinit { process.kill() }
    }
}
