import Foundation
import Glibc

/// Results on standard output, words on standard error; colour only on a terminal that wants it.
struct Output: Sendable {
    let isQuiet: Bool
    let hasColor: Bool
    let isTerminal: Bool

    init(isQuiet: Bool = false, noColor: Bool = false) {
        self.isQuiet = isQuiet
        isTerminal = isatty(2) == 1
        let environment = ProcessInfo.processInfo.environment
        hasColor = isatty(1) == 1 && !noColor && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    }

    /// A result.
    func result(_ text: String) { StandardStream.output.write(text + "\n") }

    /// Words for whoever watches.
    func say(_ text: String) {
        if !isQuiet { StandardStream.error.write(text + "\n") }
    }

    /// A fault; never quiet.
    func complain(_ text: String) { StandardStream.error.write(text + "\n") }

    /// Over the line before, on a terminal; nothing elsewhere.
    func redraw(_ text: String) {
        if isTerminal, !isQuiet { StandardStream.error.write("\r\u{1b}[K" + text) }
    }

    func bold(_ text: String) -> String { hasColor ? "\u{1b}[1m\(text)\u{1b}[0m" : text }
    func faint(_ text: String) -> String { hasColor ? "\u{1b}[2m\(text)\u{1b}[0m" : text }
}
