import Foundation
import PluginKit

/// The text of a file that a spreadsheet wrote, whatever it calls characters.
///
/// UTF-8 with or without a byte order mark and UTF-16 with one say what they are. Bytes that are none of these are read as
/// Windows-1252, which spreadsheets in Western Europe and America write where one does not choose, and the person is told:
/// only they can see whether the names are right.
struct SpreadsheetText {
    let text: String
    /// What the person should know; nil when the file was plain UTF-8.
    let note: Diagnostic?

    /// `shown`: The file's name as a person would type it.
    init(_ data: Data, shown: String) throws(Diagnostics) {
        if Self.workbooks.contains(where: { data.starts(with: $0) }) {
            throw [
                Diagnostic(
                    SourcePlace(file: shown), "encoding", "this is a spreadsheet itself, expected text with separators",
                    hint: "open it, and save its first sheet as 'CSV UTF-8'")
            ]
        }
        if data.starts(with: [0xff, 0xfe]) || data.starts(with: [0xfe, 0xff]) {
            let encoding: String.Encoding = data.starts(with: [0xff, 0xfe]) ? .utf16LittleEndian : .utf16BigEndian
            guard data.count.isMultiple(of: 2), let text = String(data: data.dropFirst(2), encoding: encoding) else {
                throw [
                    Diagnostic(
                        SourcePlace(file: shown), "encoding", "the file begins as UTF-16 and is not all of it",
                        hint: "save it once more, as 'CSV UTF-8'")
                ]
            }
            self.text = try Self.checked(text, shown)
            note = Diagnostic(
                SourcePlace(file: shown), "encoding", "the file is UTF-16 and was read so", severity: .warning)
            return
        }
        let isMarked = data.starts(with: [0xef, 0xbb, 0xbf])
        let body = isMarked ? data.dropFirst(3) : data
        if let text = String(data: body, encoding: .utf8) {
            self.text = try Self.checked(text, shown)
            note = nil
            return
        }
        let (line, bytes) = Self.firstForeignLine(in: body)
        let place = SourcePlace(file: shown, line: line, column: 1)
        guard !isMarked, let text = Self.windows1252(body) else {
            throw [
                Diagnostic(
                    place, "encoding",
                    isMarked ? "this line is not UTF-8, and the file says that it is" : "this line is no text",
                    hint: "save the file as 'CSV UTF-8'")
            ]
        }
        self.text = try Self.checked(text, shown)
        let sample = Self.windows1252(bytes).map { " '\($0.prefix(40))'" } ?? ""
        note = Diagnostic(
            place, "encoding", "the file is not UTF-8; it was read as Windows-1252, in which this line begins\(sample)",
            hint: "look whether the letters with accents are right; if not, save it as 'CSV UTF-8'",
            severity: .warning)
    }

    /// How files begin of which a spreadsheet program makes its own: ZIP, which .xlsx and .ods are, and that of .xls (MS-CFB
    /// section 2.2).
    private static let workbooks: [[UInt8]] = [[0x50, 0x4b, 0x03, 0x04], [0xd0, 0xcf, 0x11, 0xe0]]

    private static func checked(_ text: String, _ shown: String) throws(Diagnostics) -> String {
        guard let zero = text.utf8.firstIndex(of: 0) else { return text }
        let line = text.utf8[..<zero].count { $0 == 10 } + 1
        throw [
            Diagnostic(
                SourcePlace(file: shown, line: line, column: 1), "encoding", "the file holds a NUL byte, expected text",
                hint: "save it as 'CSV UTF-8'")
        ]
    }

    /// The number and the bytes of the first line that is not UTF-8.
    private static func firstForeignLine(in data: Data) -> (Int, Data) {
        var number = 1
        for line in data.split(separator: 10, omittingEmptySubsequences: false) {
            if String(data: line, encoding: .utf8) == nil { return (number, line) }
            number += 1
        }
        return (1, data.prefix(0))
    }

    /// nil where a byte stands that Windows-1252 gives no character.
    private static func windows1252(_ data: Data) -> String? {
        var text = String.UnicodeScalarView()
        text.reserveCapacity(data.count)
        for byte in data {
            guard let scalar = (0x80...0x9f).contains(byte) ? high[Int(byte) - 0x80] : Unicode.Scalar(byte) else {
                return nil
            }
            text.append(scalar)
        }
        return String(text)
    }

    /// 0x80 to 0x9f, by the WHATWG's index of windows-1252 without the five control characters.
    private static let high: [Unicode.Scalar?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil, nil, "‘", "’", "“", "”", "•",
        "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]
}
