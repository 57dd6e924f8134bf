public import Community
public import Messages
public import PluginKit

/// Why somebody got a message: the job that sent it, whom the job is for, and what of theirs it rests on.
public struct MessageOrigin: Hashable, Sendable {
    /// nil for the program's own word to staff, which belongs to no job.
    public let job: JobID?
    /// The job's name as its file has it; the id alone where the file is gone.
    public let name: String
    /// Whom the job is for, such as `member where consents.check_in and not paused`.
    public let rule: String
    /// The consent that it rests on; nil for what staff are told of their work.
    public let purpose: Purpose?

    /// The same as a sentence.
    public var words: String {
        guard let job else { return "the program's own word to staff about its work, which rests on no consent" }
        let basis = purpose.map { "rests on their consent to \($0.rawValue)" } ?? "is word to staff about their work"
        return "job '\(job)' (\(name)), for \(rule); it \(basis)"
    }
}

extension ProgramEngine {
    /// Why somebody got a message, or would get it.
    public func origin(of message: OutboxMessage) -> MessageOrigin {
        guard !message.run.isEmpty else {
            return MessageOrigin(job: nil, name: "", rule: "", purpose: message.purpose)
        }
        let id = JobID(message.job)
        guard let definition = catalog.job(id)?.definition else {
            return MessageOrigin(job: id, name: message.job, rule: "whom its file said", purpose: message.purpose)
        }
        let roles = definition.audience.roles.map(\.rawValue).joined(separator: ", ")
        let condition = definition.audience.where.map { " where \($0.source)" } ?? ""
        return MessageOrigin(
            job: id, name: definition.name, rule: (roles.isEmpty ? "everybody" : roles) + condition,
            purpose: message.purpose)
    }
}
