import Community
public import Scheduling

extension ScheduleTrigger {
    /// The times that it names, where `H` stands for what the job's id chooses; nil for an expression that cannot be read.
    public func recurrence(for job: JobID) -> Recurrence? {
        func parsed(_ texts: [CronText]) -> [Recurrence]? {
            let expressions = texts.compactMap { text -> Recurrence? in
                var expression = try? CronExpression(parsing: text.text, hashing: job.rawValue)
                expression?.policy = dst.policy
                return expression.map { .cron($0) }
            }
            return expressions.count == texts.count ? expressions : nil
        }
        if let cron { return parsed([cron])?.first }
        if !anyOf.isEmpty { return parsed(anyOf).map { .any($0) } }
        return parsed(allOf).map { .all($0) }
    }
}
