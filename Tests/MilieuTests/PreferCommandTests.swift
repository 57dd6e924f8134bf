import Scheduling
import Testing

/// `milieu members prefer` and `milieu members stage`: what staff write down by people's own word.
@Suite(.timeLimit(.minutes(5))) struct PreferCommandTests {
    private func program() async throws -> ProgramFolder {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        return program
    }

    @Test func `S1-6: what somebody prefers is written down, shown, and taken back`() async throws {
        let program = try await program()
        let set = try await program.run(
            "members", "prefer", "ana", "--as", "maria", "--frequency", "weekly", "--time", "09:30", "--language", "en")
        #expect(set.out.contains("weekly") && set.out.contains("09:30"), "\(set.err)")
        let json = try await program.run(
            "members", "prefer", "ana", "--as", "maria", "--frequency", "default", "--json")
        #expect(json.out.contains("\"frequency\": null") && json.out.contains("\"time\": \"09:30\""), "\(json.out)")
        let stopped = try await program.run("members", "prefer", "ana", "--as", "maria", "--stop-channel", "screen")
        #expect(stopped.out.contains("stopped"))
        let wrong = try await program.run(
            "members", "prefer", "ana", "--as", "maria", "--time", "23:30", "--language", "pt")
        #expect(wrong.status != 0)
        #expect(wrong.err.contains("time: 23:30 lies in the quiet hours 21:00-08:00; nothing was changed"))
        let kept = try await program.run("members", "prefer", "ana", "--as", "maria", "--json")
        #expect(kept.out.contains("\"language\": \"en\""))
        // An import brings nothing of it back.
        let again = try await program.run("members", "import", "Config/people.csv", "--apply")
        #expect(again.out.hasPrefix("0 added, 0 changed"))
    }

    @Test func `somebody is taken on along their way, and no step is left out`() async throws {
        let program = try await program()
        let shown = try await program.run("members", "stage", "mei", "--as", "maria")
        #expect(shown.out == "mei: active\n")
        let early = try await program.run("members", "stage", "mei", "--as", "maria", "graduate")
        #expect(early.status != 0 && early.err.contains("'graduate' cannot happen to what is 'active'"))
        for (event, stage) in [("transition", "transitioning"), ("graduate", "alumni"), ("leave", "left")] {
            let moved = try await program.run("members", "stage", "mei", "--as", "maria", event)
            #expect(moved.out == "mei: \(stage)\n", "\(moved.err)")
        }
        let misspelt = try await program.run("members", "stage", "mei", "--as", "maria", "come_bakc")
        #expect(misspelt.status != 0 && misspelt.err.contains("did you mean 'come_back'?"))
    }
}
