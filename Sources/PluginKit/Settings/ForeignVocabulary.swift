/// What other schedulers call the same thing: shown as help for an unknown key, never accepted.
enum ForeignVocabulary {
    /// What `key` is called here, where `known` are the keys of this block; nil when the word is nobody's.
    static func meaning(of key: String, known: [String]) -> (ours: String, hint: String)? {
        for (words, ours, others) in table where words.contains(key) && known.contains(ours.prefixToDot) {
            return (ours, "did you mean '\(ours)'? \(others) '\(key)'")
        }
        return nil
    }

    private static let table: [(Set<String>, ours: String, others: String)] = [
        (["triggers", "trigger", "schedule", "cron"], "on", "other schedulers say"),
        (["tasks", "actions", "action", "jobs", "do"], "steps", "other schedulers say"),
        (["type", "service", "run", "command", "plugin"], "uses", "other schedulers say"),
        (["data", "params", "args", "target", "inputs"], "with", "other schedulers say"),
        (["if", "condition", "conditions", "runIf", "preconditions"], "when", "other schedulers say"),
        (["alias", "title"], "name", "other schedulers say"),
        (["mode", "overlap_policy", "behavior", "max_active_runs"], "concurrency.overlap", "other schedulers say"),
        (["tz", "time_zone", "timeZone", "zone"], "timezone", "other schedulers say"),
        (
            ["catchup", "catchup_window", "catchUp", "catch-up", "misfire", "recoverMissedSchedules"], "catch_up",
            "other schedulers say"
        ),
        (["retries", "retry_policy", "maxAttempts"], "retry.attempts", "other schedulers say"),
        (["timeout-minutes", "timeout_sec"], "timeout", "other schedulers say"),
        (["disabled"], "enabled", "here it is 'enabled: false'; other schedulers say"),
        (["to", "recipients", "contacts", "group"], "audience", "other schedulers say"),
    ]
}

extension String {
    fileprivate var prefixToDot: String { String(prefix { $0 != "." }) }
}
