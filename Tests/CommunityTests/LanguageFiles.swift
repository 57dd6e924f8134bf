import Community
import Foundation

/// The program's own table and texts, read from the repository.
enum LanguageFiles {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// The shipped table with its packs.
    static func table() throws -> LanguageTable {
        try LanguageTable(parsing: text("Config/language.tsv"))
            .adding(try LanguageTable(parsing: text("Config/language.pt.tsv")))
    }

    /// What the program says: by path, in order.
    static func shipped() throws -> [String] {
        var paths = ["README.md", "Plugins/README.md", "Config/README.md"]
        for folder in ["Config/messages", "Config/questionnaires", "Jobs", "Sources/Console/Words"] {
            let names = try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)").sorted()
            paths += names.filter { $0.contains(".") }.map { "\(folder)/\($0)" }
        }
        return paths
    }
}
