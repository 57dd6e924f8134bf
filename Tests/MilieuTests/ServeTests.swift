import ChildProcesses
import Foundation
import TestSupport
import Testing

/// `milieu serve` as a service manager meets it.
@Suite struct ServeTests {
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["Jobs", "Config"] {
            try FileManager.default.copyItem(atPath: "\(Repository.root)/\(name)", toPath: "\(folder.path)/\(name)")
        }
        let path = "\(folder.path)/Config/milieu.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try folder.write(
            text.replacing("listen: 127.0.0.1:8080", with: "listen: 127.0.0.1:0"), to: "Config/milieu.yaml")
        return folder
    }

    private func serve(in folder: TemporaryFolder) throws -> (ChildProcess, LineReader) {
        let process = try ChildProcess([ProgramFolder.program, "serve"], in: folder.path, errors: .pipe)
        return (process, LineReader(process.errors))
    }

    private func wait(for words: String, in lines: LineReader) -> String? {
        while let line = lines.next() {
            if line.contains(words) { return line }
        }
        return nil
    }

    @Test(.timeLimit(.minutes(5))) func `a broken edit changes nothing, and is shown at its line`() throws {
        let folder = try folder()
        let (process, lines) = try serve(in: folder)
        defer { process.kill() }
        #expect(wait(for: "Serving", in: lines) != nil)
        try folder.write("name: X\non: {}\nsteps: []\n", to: "Jobs/broken.yaml")
        #expect(
            wait(
                for:
                    "Jobs/broken.yaml:2:5: error: on: expected at least one of schedule, every, interval, calendar, date, event, manual",
                in: lines)
                != nil)
        #expect(wait(for: "The last good version goes on.", in: lines) != nil)
        try FileManager.default.removeItem(atPath: "\(folder.path)/Jobs/broken.yaml")
        #expect(wait(for: "The files changed and are in use.", in: lines) != nil)
        // S1-17: words that block a send leave the version before them in use, and milder ones are told.
        let message = "Config/messages/group.today.yaml"
        let text = try Repository.text(message)
        try folder.write(text + "# language: ignore addict because\n", to: message)
        #expect(wait(for: "error: 'language: ignore addict because' keeps no term", in: lines) != nil)
        #expect(wait(for: "The last good version goes on.", in: lines) != nil)
        try folder.write(text + "# language: ignore adict because a play's title\n", to: message)
        #expect(wait(for: "warning: 'language: ignore adict because a play's title' keeps no term", in: lines) != nil)
        #expect(wait(for: "The files changed and are in use.", in: lines) != nil)
        process.send(SIGTERM)
        #expect(wait(for: "Stopped. Nothing is lost", in: lines) != nil)
        #expect(process.wait() == 0)
    }

    @Test(.timeLimit(.minutes(5))) func `a file of a hundred megabytes is refused before it is read`() throws {
        let folder = try folder()
        let path = "\(folder.path)/Config/people.csv"
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.truncate(atOffset: 100 << 20)
        try file.close()
        let process = try ChildProcess([ProgramFolder.program, "validate"], in: folder.path, output: .pipe)
        let lines = LineReader(process.output)
        #expect(wait(for: "Config/people.csv: error: the file has 100 MiB, expected at most 64 MiB", in: lines) != nil)
        #expect(process.wait() == 3)
    }
}
