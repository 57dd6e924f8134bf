import BuiltinPlugins
import Definitions
import Delivery
import Foundation
import PluginKit
import Scheduling

/// A thousand job files, read and checked as `milieu validate` does.
enum ValidateBench: Bench {
    static let name = "validate"
    static let summary = "reading and checking 1,000 job files"

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("milieu-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("Jobs"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "Config", toPath: folder.appendingPathComponent("Config").path)
        let job = try String(contentsOfFile: "Jobs/nightly-check-in.yaml", encoding: .utf8)
        for number in 0..<1_000 {
            try job.replacing("id: nightly-check-in", with: "id: job-\(number)").write(
                to: folder.appendingPathComponent("Jobs/job-\(number).yaml"), atomically: false, encoding: .utf8)
        }
        let loader = ProgramLoader(
            root: folder.path, environment: [:], registry: try PluginRegistry(builtinPlugins),
            channelKinds: channelKinds, zones: ZoneDatabase())
        var isValid = true
        let seconds = await Stopwatch.seconds { isValid = loader.load().catalog != nil }
        guard isValid else { throw CocoaError(.fileReadCorruptFile) }
        var figure = Figure(
            bench: name, metric: "1,000 files", value: seconds, unit: "s", conditions: "one thread, warm files")
        if request.isComparing {
            let peer = try Peer.seconds("validate.py", folder.path + "/Jobs", "Config/schema/job.json")
            figure.peer = "PyYAML and jsonschema"
            figure.ratio = peer / seconds
        }
        return [figure]
    }
}
