/// The next instants of many schedules, which gives those that are due.
///
/// A loop over it sleeps until `first`, takes what is due, plans each of them with `planTick`, and puts the plan's `next`
/// back. A look when nothing is due costs the same for one schedule and for a million; a look with d due ones among n
/// costs O(d log n). Of equal instants the one that was put in first comes first; an instant that is replaced counts as
/// put in anew.
///
/// A value: a copy goes its own way. With a key of four bytes a million entries take about 50 MB. It holds at most
/// 4,294,967,295.
public struct DueQueue<Key: Hashable & Sendable>: Sendable {
    private var heap = DueHeap()
    /// By slot.
    private var keys: [Key] = []
    private var slots: [Key: UInt32] = [:]

    /// Makes an empty queue, with room for so many entries from the start.
    public init(minimumCapacity: Int = 0) {
        heap.reserveCapacity(minimumCapacity)
        keys.reserveCapacity(minimumCapacity)
        slots.reserveCapacity(minimumCapacity)
    }

    /// How many keys it holds.
    public var count: Int { keys.count }

    /// Whether it holds nothing.
    public var isEmpty: Bool { keys.isEmpty }

    /// What is due next, in O(1); nil when the queue is empty.
    public var first: DueEntry<Key>? { heap.first.map { DueEntry(keys[Int($0.slot)], at: $0.instant) } }

    /// When `key` is due, in O(1); nil for a key that it does not hold.
    public func instant(of key: Key) -> Instant? { slots[key].map { heap.instant(of: Int($0)) } }

    /// Puts a key in, or gives one that is there another instant, in O(log n).
    ///
    /// - Returns: The instant that was replaced; nil for a new key.
    @discardableResult
    public mutating func insert(_ key: Key, at instant: Instant) -> Instant? {
        if let slot = slots[key] {
            let old = heap.instant(of: Int(slot))
            heap.replace(Int(slot), at: instant)
            return old
        }
        slots[key] = UInt32(keys.count)
        keys.append(key)
        heap.append(at: instant)
        return nil
    }

    /// Takes a key away, in O(log n).
    ///
    /// - Returns: When it would have been due; nil for a key that it does not hold, which changes nothing.
    @discardableResult
    public mutating func remove(_ key: Key) -> Instant? {
        guard let slot = slots.removeValue(forKey: key) else { return nil }
        let instant = heap.instant(of: Int(slot))
        heap.remove(Int(slot))
        let last = keys.removeLast()
        if Int(slot) < keys.count {
            keys[Int(slot)] = last
            slots[last] = slot
        }
        return instant
    }

    /// Takes away what is due at `now` or before, in order, in O(d log n) for d entries; in O(1) when nothing is due.
    ///
    /// `limit`: The most that it takes; the rest stays and is due at the next look.
    public mutating func removeDue(by now: Instant, limit: Int = .max) -> [DueEntry<Key>] {
        var due: [DueEntry<Key>] = []
        while due.count < limit, let first, first.instant <= now {
            remove(first.key)
            due.append(first)
        }
        return due
    }
}
