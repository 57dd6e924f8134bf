import Foundation
import PluginKit

/// Reads a program's files as text: UTF-8, no larger than they may be, each fault one clear sentence.
enum SourceFile {
    /// More than any file of a program needs; a larger one is another file.
    static let longestYAML = 1 << 20
    static let longestCalendar = 8 << 20
    static let longestRoster = 64 << 20

    /// The file's text without a byte order mark.
    ///
    ///
    /// `path`: Where it is.
    /// `shown`: As a person would type it.
    static func text(at path: String, shown: String, limit: Int) throws(Diagnostics) -> String {
        var data = try bytes(at: path, shown: shown, limit: limit)
        if data.starts(with: [0xef, 0xbb, 0xbf]) { data.removeFirst(3) }
        if data.starts(with: [0xff, 0xfe]) || data.starts(with: [0xfe, 0xff]) {
            throw [
                Diagnostic(
                    SourcePlace(file: shown), "encoding", "the file is UTF-16, expected UTF-8", hint: "save it as UTF-8"
                )
            ]
        }
        if let zero = data.firstIndex(of: 0) {
            throw [Diagnostic(lineOf(zero, in: data, shown), "encoding", "the file holds a NUL byte, expected text")]
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw [
                Diagnostic(
                    lineOf(firstInvalid(in: data), in: data, shown), "encoding", "this line is not UTF-8",
                    hint: "save the file as UTF-8")
            ]
        }
        return text
    }

    /// The bytes of a file that is one, and no larger than `limit`.
    static func bytes(at path: String, shown: String, limit: Int) throws(Diagnostics) -> Data {
        let place = SourcePlace(file: shown)
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let attributes else {
            throw [Diagnostic(place, "file", "the file does not exist", hint: "milieu init writes a first one")]
        }
        guard
            attributes[.type] as? FileAttributeType == .typeRegular
                || attributes[.type] as? FileAttributeType == .typeSymbolicLink
        else { throw [Diagnostic(place, "file", "this is not a file, expected a text file")] }
        // The size is asked first: a huge file is never read.
        let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
        guard size <= limit else {
            throw [
                Diagnostic(
                    place, "file", "the file has \(size >> 20) MiB, expected at most \(limit >> 20) MiB",
                    hint: "is it another file by mistake?")
            ]
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw [Diagnostic(place, "file", "the file may not be read; check its owner and mode")]
        }
        return data
    }

    private static func lineOf(_ offset: Data.Index, in data: Data, _ shown: String) -> SourcePlace {
        SourcePlace(file: shown, line: data[..<offset].count { $0 == 10 } + 1, column: 1)
    }

    private static func firstInvalid(in data: Data) -> Data.Index {
        var start = data.startIndex
        for line in data.split(separator: 10, omittingEmptySubsequences: false) {
            if String(data: line, encoding: .utf8) == nil { return line.startIndex }
            start = line.endIndex
        }
        return start
    }

    /// The names of the files in a folder that end in one of `endings`, in order; empty when there is no such folder.
    static func names(in folder: String, endings: [String]) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { name in !name.hasPrefix(".") && endings.contains { name.hasSuffix($0) } }.sorted()
    }
}
