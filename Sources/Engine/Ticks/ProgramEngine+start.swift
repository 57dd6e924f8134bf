import Community
public import Persistence
public import PluginKit
import Scheduling
import Synchronization

extension ProgramEngine {
    /// Adds a run that a person starts now.
    ///
    /// `inputs`: By name; checked against what the job declares.
    /// Throws `ManualRunRefusal`, and nothing is added; `.exists` names the run that is there already.
    public func start(_ job: Job, inputs: [String: String]) async throws -> RunRecord {
        guard job.definition.enabled else { throw ManualRunRefusal.disabled(job.id, file: job.file) }
        let declared = job.definition.on.manual?.inputs ?? NamedSettings()
        for (name, value) in inputs.sorted(by: { $0.key < $1.key }) {
            guard let input = declared[name] else {
                throw ManualRunRefusal.unknownInput(name, known: declared.entries.map(\.name))
            }
            if let fault = input.fault(of: value) { throw ManualRunRefusal.wrongInput(name, fault) }
            if input.type == .member, !value.isEmpty, try await store.person(MemberID(value)) == nil {
                throw ManualRunRefusal.wrongInput(name, "there is no member '\(value)'")
            }
        }
        for entry in declared.entries where entry.value.required && (inputs[entry.name] ?? entry.value.default) == nil {
            throw ManualRunRefusal.wrongInput(entry.name, "it must be given")
        }
        let now = clock.now()
        let group = job.concurrencyGroup(zone: "", inputs: inputs)
        if job.definition.concurrency.overlap == .skip,
            try await store.unfinishedRuns(inGroup: group) != UnfinishedRuns()
        {
            throw ManualRunRefusal.overlaps(job.id)
        }
        try await keepVersion(of: job, at: now)
        let number = startedByHand.withLock { number in
            number += 1
            return number
        }
        let salt = "\(owner)|\(number)|\(try await store.runs(limit: 1).first?.id ?? "")"
        var run = RunRecord(
            id: RunRecord.id(of: "manual|\(job.id)|\(now.milliseconds)|\(salt)", at: now), job: job.id,
            jobRevision: job.revision, cause: .manual, trigger: "manual", nominal: now, zone: "", state: .ready,
            dueAt: now, inputs: inputs, group: group, createdAt: now
        ).bounded(by: job.definition)
        if !job.definition.uniqueBy.isEmpty {
            let values = job.definition.uniqueBy.sorted().map { "\($0)=\(inputs[$0] ?? declared[$0]?.default ?? "")" }
            run.uniqueKey = Digest.hex(of: ([job.id.rawValue] + values).joined(separator: "\u{0}"))
        }
        if let other = try await store.addRun(run) { throw ManualRunRefusal.exists(job.id, run: other.id) }
        failpoint(.afterStart)
        bell.ring()
        return run
    }
}

/// Why a run was not started by hand.
public enum ManualRunRefusal: Error, Hashable, CustomStringConvertible {
    case disabled(JobID, file: String)
    case unknownInput(String, known: [String])
    case wrongInput(String, String)
    case overlaps(JobID)
    case exists(JobID, run: String)

    public var description: String {
        switch self {
        case .disabled(let job, let file): "job '\(job)' is disabled; set 'enabled: true' in \(file)"
        case .unknownInput(let name, let known):
            known.isEmpty
                ? "the job takes no inputs, found '\(name)'"
                : "the job has no input '\(name)', expected one of \(known.joined(separator: ", "))"
                    + Suggestion.phrase(for: name, among: known)
        case .wrongInput(let name, let fault): "input '\(name)': \(fault)"
        case .exists(let job, let run):
            "a run of '\(job)' with these inputs is not finished yet: \(run); see milieu runs show \(run)"
        case .overlaps(let job): "a run of '\(job)' is not finished yet; see milieu runs list"
        }
    }
}

extension RunRecord {
    /// The run with the priority and the deadline that its job gives it.
    func bounded(by job: JobDefinition) -> RunRecord {
        var run = self
        run.priority = job.priority
        run.deadline = job.timeout.map { dueAt + $0 }
        return run
    }
}
