import Foundation
import TestSupport
import Testing

/// What `milieu doctor` finds, by the real program.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DoctorTests {
    private func append(_ text: String, to program: ProgramFolder) throws {
        let path = program.folder.path + "/Config/milieu.yaml"
        let old = try String(contentsOfFile: path, encoding: .utf8)
        try program.folder.write(old + text, to: "Config/milieu.yaml")
    }

    @Test func `a sound program is well, and nothing is made or changed`() async throws {
        let program = try ProgramFolder()
        let first = try await program.run("doctor")
        #expect(first.status == 0, "\(first.out)")
        #expect(first.out.contains("is not there yet") && first.out.contains("channel screen: needs no network"))
        #expect(!FileManager.default.fileExists(atPath: program.store))
        #expect(try await program.run("migrate").status == 0)
        let json = try await program.run("doctor", "--json")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
        #expect(document["well"] as? Bool == true)
        let checks = (document["checks"] as? [[String: Any]] ?? []).compactMap { $0["check"] as? String }
        #expect(checks == ["files", "disk", "store", "clock and nodes", "zones", "channel screen"])
    }

    @Test func `a store that others may read is said, with what to do`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("migrate").status == 0)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: program.store)
        let ended = try await program.run("doctor")
        #expect(ended.status == 1)
        #expect(ended.out.contains("WRONG  store: './milieu.db' has the mode 0644"), "\(ended.out)")
        #expect(ended.out.contains("chmod 600 ./milieu.db"))
    }

    @Test func `what is wrong is said in a sentence, with exit code 1`() async throws {
        let program = try ProgramFolder()
        try append(
            """

              letters:
                kind: email
                host: relay.invalid
                from: hello@example.org
              closed:
                kind: email
                host: 127.0.0.1
                port: 1
                tls: none
                from: hello@example.org

            """, to: program)
        try program.folder.write("no database", to: "milieu.db")
        let ended = try await program.run("doctor")
        #expect(ended.status == 1)
        #expect(ended.out.contains("WRONG  store: './milieu.db' is not a store of this program"), "\(ended.out)")
        #expect(ended.out.contains("WRONG  channel letters: the name service knows no 'relay.invalid'"), "\(ended.out)")
        #expect(ended.out.contains("WRONG  channel closed: 127.0.0.1:1 cannot be reached"), "\(ended.out)")
        try append("nonsense: 1\n", to: program)
        let broken = try await program.run("doctor")
        #expect(broken.status == 1 && broken.out.contains("WRONG  files: "), "\(broken.out)")
    }
}
