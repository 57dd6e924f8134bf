import PluginKit

extension ProgramEngine {
    /// A digest of all job files, by which nodes tell whether they read the same.
    public var filesDigest: String {
        Digest.hex(of: catalog.jobs.map { "\($0.id) \($0.revision)" }.joined(separator: "\n"))
    }

    /// The text of each job as a digest, by its id.
    var jobRevisions: [String: String] {
        Dictionary(catalog.jobs.map { ($0.id.rawValue, $0.revision) }) { first, _ in first }
    }
}
