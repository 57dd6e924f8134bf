import ArgumentParser
import Delivery
import Messages
import Persistence
import Scheduling

extension ProgramOptions {
    /// The id of the message that somebody names by its id, or by the reference that staff were given.
    ///
    /// - Throws: When there is none; and when several have the reference, which it then lists.
    func messageID(named text: String, in workplace: Workplace) async throws -> String {
        let store = workplace.store
        if try await store.message(text) != nil { return text }
        guard let reference = MessageReferences.reference(typed: text) else {
            throw fail("no message '\(text)'; see milieu deliveries list")
        }
        var found: [String] = []
        var ids = try await store.messageIDs(after: "", limit: 10_000)
        while let last = ids.last {
            found += ids.filter { workplace.references.reference(of: $0) == reference }
            ids = try await store.messageIDs(after: last, limit: 10_000)
        }
        guard found.count < 2 else {
            output.complain("error: \(found.count) messages have the reference \(reference); name the one by its id:")
            for id in found {
                guard let message = try await store.message(id) else { continue }
                output.complain("  \(id)  \(message.message), \(message.createdAt.iso8601)")
            }
            throw ExitStatus.failed.code
        }
        guard let id = found.first else {
            throw fail("no message '\(text)', and none with the reference \(reference); see milieu deliveries list")
        }
        return id
    }

    /// Ends the command with why each of these messages stayed as it was; not when there is none.
    ///
    /// `why`: For one that there is.
    func failOver(
        _ ids: Set<String>, in workplace: Workplace, why: (OutboxMessage) -> String
    ) async throws {
        for id in ids.sorted() {
            let message = try await workplace.store.message(id)
            output.complain(
                message.map { "error: \(id): \(why($0))" } ?? "error: no message '\(id)'; see milieu deliveries list")
        }
        if !ids.isEmpty { throw ExitStatus.failed.code }
    }
}
