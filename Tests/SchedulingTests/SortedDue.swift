import Scheduling

/// What a `DueQueue` should do, by a sorted array: slow and plain.
struct SortedDue {
    private(set) var entries: [DueEntry<Int>] = []

    mutating func insert(_ key: Int, at instant: Instant) -> Instant? {
        let old = remove(key)
        let place = entries.firstIndex { $0.instant > instant } ?? entries.endIndex
        entries.insert(DueEntry(key, at: instant), at: place)
        return old
    }

    mutating func remove(_ key: Int) -> Instant? {
        guard let place = entries.firstIndex(where: { $0.key == key }) else { return nil }
        return entries.remove(at: place).instant
    }

    mutating func removeDue(by now: Instant, limit: Int) -> [DueEntry<Int>] {
        let due = Array(entries.prefix(limit).prefix { $0.instant <= now })
        entries.removeFirst(due.count)
        return due
    }
}
