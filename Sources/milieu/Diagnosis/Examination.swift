import Definitions
import Delivery
import Foundation
import Glibc
import Persistence
import PluginKit
import Scheduling

/// Looks at all that a program stands on, and changes nothing of it.
struct Examination: Sendable {
    let options: ProgramOptions

    /// Less room than this is too little for a night's log.
    private static let leastRoom: UInt64 = 200 << 20
    private static let longestAnswer: Duration = .seconds(5)

    /// In the order in which one rests on the other.
    func findings() async -> [Finding] {
        let loaded: ProgramLoader.Result
        do {
            loaded = try Workplace.loader(
                root: options.dir, overrides: options.overrides, environment: ProcessInfo.processInfo.environment
            ).load()
        } catch {
            return [.wrong("files", "\(error)")]
        }
        let summary = DiagnosticsRenderer(sources: loaded.sources).summary(
            loaded.diagnostics, filesRead: loaded.filesRead)
        guard let catalog = loaded.catalog else {
            return [.wrong("files", "\(summary.replacing("\n", with: " ")) See milieu validate")]
        }
        var findings = [Finding.well("files", summary)]
        var memberZones: [String] = []
        do {
            let place = try StorePlace(catalog.configuration.store, root: options.dir)
            if case .file(let path) = place { findings.append(disk(of: path)) }
            let (found, zones) = try await store(place)
            findings += found
            memberZones = zones
        } catch {
            findings.append(.wrong("store", "\(error)"))
        }
        findings.append(zones(Set(memberZones + [catalog.configuration.timezone.name])))
        for entry in catalog.configuration.channels.entries {
            findings.append(await channel(entry.name, entry.value.node, catalog.configuration))
        }
        return findings
    }

    private func disk(of path: String) -> Finding {
        let folder = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent().path
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else {
            return .wrong("disk", "'\(folder)' cannot be read: \(String(cString: strerror(errno))); make the folder")
        }
        guard access(folder, W_OK) == 0 else {
            return .wrong("disk", "'\(folder)' may not be written; check its owner and mode")
        }
        let room = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let shown = ByteSize.shown(Int(clamping: room))
        return room < Self.leastRoom
            ? .wrong("disk", "\(shown) are free in '\(folder)', which a night can use up; make room")
            : .well("disk", "\(shown) are free in '\(folder)'")
    }

    /// Also the zones that people live in.
    private func store(_ place: StorePlace) async throws -> ([Finding], [String]) {
        guard place.exists else {
            return ([.well("store", "'\(place.name)' is not there yet; the first command that needs it makes it")], [])
        }
        let schema = try await place.schema()
        guard !schema.isForeign else { throw StoreError.foreign(path: place.name) }
        try schema.checkIsKnown(path: place.name)
        var wide: [Finding] = []
        if case .file(let path) = place {
            let file = SQLiteFile(path: path)
            try file.check()
            wide = file.widePermissions().map { path, mode in
                let shown = String(mode, radix: 8)
                return .wrong(
                    "store",
                    "'\(path)' has the mode 0\(shown), so that others on this machine may read what people said, and make "
                        + "their links; chmod 600 \(path)")
            }
        }
        guard schema.pending.isEmpty else {
            let words = "'\(place.name)' is whole, at schema \(schema.found); milieu migrate brings it up to date"
            return (wide + [.well("store", words)], [])
        }
        let workplace = try await options.open()
        let warnings = try await StatusReport(workplace: workplace).warnings
        var findings = wide + [.well("store", "'\(place.name)' is whole, schema \(schema.found)")]
        findings += warnings.map { .wrong("clock and nodes", $0) }
        if warnings.isEmpty {
            findings.append(
                .well("clock and nodes", "the clock agrees with what the store knows, and nodes with each other"))
        }
        return (findings, try await workplace.store.zones().filter { !$0.isEmpty })
    }

    private func zones(_ names: Set<String>) -> Finding {
        let zones = ZoneDatabase()
        let missing = names.filter { (try? zones.rules(named: $0)) == nil }.sorted()
        guard missing.isEmpty else {
            return .wrong(
                "zones",
                "'\(zones.root)' has no rules for \(missing.joined(separator: ", ")); install the package tzdata")
        }
        return .well("zones", "tzdata \(zones.version ?? "of an unknown release"), with all zones that are used")
    }

    private func channel(
        _ name: String, _ node: SettingNode?, _ configuration: ProgramConfiguration
    ) async -> Finding {
        let check = "channel \(name)"
        let (host, port): (String, Int)
        var mail: MailRelay.Security?
        var weakness: String?
        switch node?["kind"]?.text {
        case EmailChannel.kind:
            host = node?["host"]?.text ?? ""
            port = node?["port"]?.text.flatMap { Int($0) } ?? 587
            mail = node?["tls"]?.text.flatMap { MailRelay.Security(rawValue: $0) } ?? .starttls
            weakness = EmailChannel.weakness(of: node)
        case WebhookChannel.kind:
            let url = node?["url"]?.text.flatMap { URLComponents(string: $0) }
            host = url?.host ?? ""
            port = url?.port ?? (url?.scheme == "http" ? 80 : 443)
        default: return .well(check, "needs no network")
        }
        let policy = EgressPolicy(allowed: configuration.egress.allow)
        do {
            let probe = HostProbe(host: host, port: port, limit: Self.longestAnswer)
            let words = try await probe.look(mail: mail) { policy.permits(address: $0, host: host) }
            return weakness.map { .wrong(check, $0) } ?? .well(check, words)
        } catch {
            return .wrong(check, "\(error)")
        }
    }
}
