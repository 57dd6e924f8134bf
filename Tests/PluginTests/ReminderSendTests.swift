import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@Suite struct ReminderSendTests {
    private static let message = """
        fields:
          member.preferred_name: { required: true, example: "Ana" }
          time: { required: true, example: "18:00" }
        expires_after: 30m
        en:
          outside: { subject: "Today at {{time}}" }
          inside: "Hi {{member.preferred_name}}"

        """

    private func plan(values: String) async throws -> PlanReport {
        let program = try await InventedProgram { path, text in
            switch path {
            case "Config/messages/group.today.yaml": Self.message
            case "Jobs/group-reminder.yaml":
                text.replacing("message: group.today", with: "message: group.today\n      \(values)")
            default: text
            }
        }
        let job = try #require(program.engine.catalog.job(JobID("group-reminder")))
        return try await program.engine.plan(job, for: .next, inputs: [:], only: nil)
    }

    @Test func `a message's own fields are filled from the job, and it is let go when its file says so`() async throws {
        let report = try await plan(values: "values: { time: \"18:00\" }")
        #expect(!report.messages.isEmpty)
        #expect(report.messages.allSatisfy { $0.values == ["time": "18:00"] })
        #expect(report.messages.allSatisfy { $0.expiresAt == $0.createdAt + .minutes(30) })
    }

    @Test func `without a required field everybody is left out, with the reason`() async throws {
        let report = try await plan(values: "values: {}")
        #expect(report.messages.isEmpty)
        #expect(report.leftOut.contains { $0.reason == "message group.today needs 'time', which is empty" })
    }

    @Test(arguments: ["link", "member.preferred_name", "program.label"])
    func `what the program knows is not given by a job`(name: String) async throws {
        let error = await #expect(throws: Diagnostics.self) {
            try await plan(values: "values: { \(name): x }")
        }
        #expect(error?.description.contains("'\(name)' is filled in by the program") == true)
    }
}
