import Foundation
import Testing

/// Rules over our own sources that the compiler cannot check.
@Suite struct SourceRulesTests {
    struct Violation: Equatable, CustomStringConvertible {
        let path: String
        let line: Int
        let message: String
        var description: String { "\(path):\(line): \(message)" }
    }

    /// Which modules of ours, and of others, each folder may import: the design's table of parts.
    static let imports: [String: Set<String>] = [
        "Plugins": ["Community", "Matching", "Messages", "PluginKit", "Scheduling"],
        "Sources/ChildProcesses": ["CSpawn"],
        "Sources/Community": ["Scheduling"],
        "Sources/Console": [
            "Community", "Engine", "HTTPTypes", "Hummingbird", "Logging", "Messages", "PluginKit", "Scheduling",
        ],
        "Sources/Definitions": ["Community", "Messages", "PluginKit", "Scheduling", "Yams"],
        "Sources/Delivery": ["CCurl", "Community", "Crypto", "CryptoExtras", "Messages", "PluginKit", "Scheduling"],
        "Sources/Engine": ["Community", "Messages", "Persistence", "PluginKit", "Scheduling"],
        "Sources/Matching": [],
        "Sources/Messages": ["Community", "Scheduling"],
        "Sources/Persistence": ["CPostgres", "Community", "GRDB", "GRDBSQLite", "Messages", "PluginKit", "Scheduling"],
        "Sources/PluginKit": ["Community", "Messages", "Scheduling"],
        "Sources/Scheduling": [],
        "Sources/milieu": [
            "ArgumentParser", "BuiltinPlugins", "ChildProcesses", "Community", "Console", "Definitions", "Delivery",
            "Engine", "Messages", "Persistence", "PluginKit", "Scheduling",
        ],
    ]
    static let system: Set<String> = ["Dispatch", "Foundation", "Glibc", "Synchronization"]

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static func files(under folder: String) -> [(path: String, text: String)] {
        let names = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.allObjects as? [String] ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
            let path = "\(folder)/\(name)"
            return (try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)).map { (path, $0) }
        }
    }

    static let all = files(under: "Sources") + files(under: "Plugins") + files(under: "Tests")

    static func lines(_ text: String, _ path: String, _ message: String, where matches: (Substring) -> Bool)
        -> [Violation]
    {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            matches(line) ? Violation(path: path, line: index + 1, message: message) : nil
        }
    }

    static func importViolations(_ text: String, _ path: String) -> [Violation] {
        guard let folder = imports.keys.first(where: { path.hasPrefix($0 + "/") }), let allowed = imports[folder] else {
            return []
        }
        // `import X`, `public import X`, `@testable import X`, `import struct X.Y`, with anything behind it.
        let pattern =
            #/^\s*(?:(?:@\w+(?:\([^)]*\))?|public|package|internal|fileprivate|private)\s+)*import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?([A-Za-z_]\w*)/#
        return lines(text, path, "this folder may not import that module; see the design's table of parts") { line in
            guard let found = line.firstMatch(of: pattern) else { return false }
            let module = String(found.1)
            return !allowed.contains(module) && !system.contains(module)
        }
    }

    static func lengthViolations(_ text: String, _ path: String) -> [Violation] {
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
        return count > 401
            ? [Violation(path: path, line: count, message: "over 400 lines; split the file by topic")] : []
    }

    /// An expectation in a function that the test runner never calls: no `@Test`, and no helper that a test calls.
    static func silentTestViolations(_ text: String, _ path: String) -> [Violation] {
        let source = text.split(separator: "\n", omittingEmptySubsequences: false)
        let pattern = #/^(\s*)(?:[a-z@]+(?:\([^)]*\))?\s+)*func\s+(`[^`]+`|\w+)/#
        return source.indices.compactMap { index in
            guard let found = source[index].firstMatch(of: pattern), !source[index].contains("@Test"),
                !source[index].hasSuffix("}")
            else {
                return nil
            }
            let end = found.1 + "}"
            let before = source[max(0, index - 300)..<index].reversed().prefix { !$0.isEmpty && $0 != end }
            guard !before.contains(where: { $0.contains("@Test") }) else { return nil }
            let body = source[(index + 1)...].prefix { $0 != end }
            guard body.contains(where: { $0.contains("#expect(") || $0.contains("#require(") }) else { return nil }
            if source.contains(where: { $0.contains("\(found.2)(") && !$0.contains("func \(found.2)") }) { return nil }
            return Violation(path: path, line: index + 1, message: "add @Test, or call it from a test")
        }
    }

    static func wordViolations(_ text: String, _ path: String) -> [Violation] {
        let isTest = path.hasPrefix("Tests/")
        var found: [Violation] = []
        if !isTest {
            for word in ["fatal" + "Error(", "try" + "! ", "TO" + "DO", "FIX" + "ME"] {
                found += lines(text, path, "'\(word)' does not belong in the product") { $0.contains(word) }
            }
            if path != "Sources/milieu/SystemClock.swift" {
                for word in [
                    "Date()", "Date.now", "Date(timeIntervalSinceNow", "clock_gettime", "gettimeofday", "time(nil",
                    "Clock.now", "ContinuousClock", "SuspendingClock", "DispatchTime.now", "systemUptime",
                ] {
                    found += lines(text, path, "the real clock is read in SystemClock.swift only; take a WallClock") {
                        $0.contains(word)
                    }
                }
            }
        }
        if isTest, !path.hasPrefix("Tests/SourceRules") {
            for word in ["sleep(", ".disabled(", "withKnownIssue", "XCTSkip", ".enabled(if"] {
                found += lines(text, path, "no sleeps and no skipped tests; wait for what the code signals") {
                    $0.contains(word)
                }
            }
        }
        let isWrapper = path.hasPrefix("Sources/Delivery/Curl/") || path.hasPrefix("Sources/Persistence/Drivers/")
        if !isWrapper, !path.hasPrefix("Tests/SourceRules") {
            for word in ["@unchecked Sendable", "nonisolated(unsafe)", "@_exported"] {
                found += lines(text, path, "'\(word)' belongs in wrappers of C only") { $0.contains(word) }
            }
        }
        return found
    }

    @Test func `imports follow the design's table`() {
        #expect(Self.all.flatMap { Self.importViolations($0.text, $0.path) } == [])
        let planted = Self.importViolations("import Foundation\npublic import GRDB\n", "Sources/Engine/X.swift")
        #expect(planted.map(\.line) == [2])
        for line in ["@testable import GRDB", "import struct GRDB.Row", "  internal import GRDB // why"] {
            #expect(Self.importViolations(line, "Sources/Engine/X.swift").count == 1, "\(line)")
        }
    }

    @Test func `each library of others has one importer`() {
        let ours = Set(Self.imports.keys.map { $0.split(separator: "/").last.map(String.init) ?? $0 })
            .union(["BuiltinPlugins"])
        var importers: [String: [String]] = [:]
        for (folder, modules) in Self.imports {
            for module in modules.subtracting(ours) { importers[module, default: []].append(folder) }
        }
        #expect(importers.filter { $0.value.count > 1 }.isEmpty)
    }

    @Test func `no file is over 400 lines`() {
        #expect(Self.all.flatMap { Self.lengthViolations($0.text, $0.path) } == [])
        #expect(Self.lengthViolations(String(repeating: "x\n", count: 401), "a.swift").count == 1)
    }

    @Test func `every expectation is in a test`() {
        let tests = Self.all.filter { $0.path.hasPrefix("Tests/") }
        #expect(tests.flatMap { Self.silentTestViolations($0.text, $0.path) } == [])
        let planted = "@Suite struct X {\n\n    func works() {\n        #expect(1 == 1)\n    }\n}\n"
        #expect(Self.silentTestViolations(planted, "Tests/X.swift").map(\.line) == [3])
        let nested =
            "struct X {\n    struct Y {\n        func works() throws {\n            #expect(1 == 1)\n        }\n    }\n}\n"
        #expect(Self.silentTestViolations(nested, "Tests/X.swift").map(\.line) == [3])
        #expect(
            Self.silentTestViolations("func works() {\n    #expect(1 == 1)\n}\n", "Tests/X.swift").map(\.line) == [1])
    }

    @Test func `no unfinished work, no sleep, no second clock`() {
        #expect(Self.all.flatMap { Self.wordViolations($0.text, $0.path) } == [])
        #expect(Self.wordViolations("let now = Date()\n", "Sources/Engine/X.swift").count == 1)
        #expect(Self.wordViolations("try await Task.sleep(for: .seconds(1))\n", "Tests/X/Y.swift").count == 1)
        #expect(Self.wordViolations("extension X: @unchecked Sendable {}\n", "Sources/Engine/X.swift").count == 1)
    }

    @Test func `the top level holds what the layout names`() throws {
        let allowed: Set<String> = [
            "Config", "Jobs", "LICENSE", "Package.resolved", "Package.swift", "Plugins", "README.md", "Sources",
            "Tests",
        ]
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.root)
        #expect(names.filter { !$0.hasPrefix(".") && !allowed.contains($0) && !$0.hasPrefix("milieu.db") } == [])
    }
}
