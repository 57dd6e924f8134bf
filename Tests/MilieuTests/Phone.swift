import ChildProcesses
import Dispatch
import Foundation
import Glibc
import TestSupport

/// Somebody's phone, which takes the program's messages and answers by the links in them; see `Fixtures/phone.py`.
final class Phone: Sendable {
    /// What became of one message.
    struct Visit: Decodable, Sendable {
        let to: String
        let type: String
        let text: String
        let link: String?
        /// Sentences about what a person would meet; none when all is well.
        let faults: [String]
        let seen: Seen

        struct Seen: Decodable, Sendable {
            let title: String?
            let language: String?
            let direction: String?
            /// How often the Tab key found something.
            let stops: Int?
            /// What the page said after the answer.
            let answer: String?
            /// What the page said to nothing.
            let empty: String?
        }
    }

    /// It did not start.
    struct NoBrowser: Error, CustomStringConvertible {
        let description = "the phone did not start; run: sh Config/setup.sh --tests"
    }

    /// Where it takes messages.
    let port: Int
    /// Its input is open for as long as somebody holds the phone.
    private let process: ChildProcess
    private let lines: LineReader

    init() async throws {
        // A folder for pictures, for somebody who wants to see the pages.
        let pictures = ProcessInfo.processInfo.environment["PHONE_PICTURES"]
        process = try ChildProcess(
            [try TestsEnvironment.python(), Repository.root + "/Tests/MilieuTests/Fixtures/phone.py"]
                + (pictures.map { [$0] } ?? []),
            input: .pipe, output: .pipe, errors: .inherited)
        let lines = LineReader(process.output)
        self.lines = lines
        guard let port = try await ProgramFolder.aside({ lines.next().flatMap { Int($0) } }) else {
            throw NoBrowser()
        }
        self.port = port
    }

    /// The next message that it took, with what became of it.
    func next() async throws -> Visit? {
        try await ProgramFolder.aside { [lines] in
            try lines.next().map { try JSONDecoder().decode(Visit.self, from: Data($0.utf8)) }
        }
    }
}
