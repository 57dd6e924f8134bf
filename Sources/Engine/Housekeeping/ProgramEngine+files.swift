public import Persistence
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

    /// How the files of `node` differ from those that are read here; nil when they are the same.
    public func disagreement(with node: NodeRecord) -> FileDisagreement? {
        FileDisagreement(jobs: jobRevisions, files: filesDigest, other: node)
    }
}
