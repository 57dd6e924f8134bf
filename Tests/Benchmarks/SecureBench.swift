import Foundation
import TestSupport

/// CPU of a new TLS connection, with the system's whole bundle of authorities trusted.
enum SecureBench: Bench {
    static let name = "tls"
    static let summary = "CPU of a new TLS connection: handshake, one post, end"

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let count = request.count ?? 2_000
        let server = try LocalNginx(core: 1)
        let folder = try TemporaryFolder()
        let authorities = try String(contentsOfFile: "/etc/ssl/certs/ca-certificates.crt", encoding: .utf8)
        let own = try String(contentsOfFile: server.certificate, encoding: .utf8)
        try folder.write(authorities + own, to: "authorities.pem")
        let bundle = "\(folder.path)/authorities.pem"
        let url = "https://127.0.0.1:\(server.tlsPort)/close"
        let ours = try TransferBench.ask([CommandLine.arguments[0], "post", url, "16", "\(count)", bundle])
        var figure = Figure(
            bench: name, metric: "new connection", value: ours.microseconds / 1_000, unit: "ms of CPU",
            conditions: "\(count) connections, 16 at a time, full handshakes, "
                + "\(authorities.split(separator: "BEGIN CERTIFICATE").count - 1) authorities trusted")
        if request.isComparing {
            let loop = try CompiledPeer.path(of: "curl_loop.c")
            let other = try TransferBench.ask([loop, url, "16", "\(max(64, count / 10))", "poll", bundle])
            figure.peer = "less than \(other.peer), with the CA path that Debian sets"
            figure.ratio = other.microseconds / ours.microseconds
        }
        return [figure]
    }
}
