/// When a zone's offset changes, as two flat arrays: the part of a zone that the search for the next time reads.
///
/// Changes of the abbreviation alone are left out, so that every segment ends with a real change of the clocks.
struct ZoneTimeline: Sendable {
    /// Where each segment but the first begins, in seconds since 1970.
    private let starts: [Int64]
    /// One more than `starts`.
    private let offsets: [Int64]

    /// `changes`: In order; of several at one moment the last holds.
    init(initial: Int64, changes: [ZoneChange]) {
        var starts: [Int64] = []
        var offsets = [initial]
        for change in changes {
            if starts.last == change.at {
                starts.removeLast()
                offsets.removeLast()
            }
            guard offsets.last != Int64(change.after.seconds) else { continue }
            starts.append(change.at)
            offsets.append(Int64(change.after.seconds))
        }
        self.starts = starts
        self.offsets = offsets
    }

    func segment(at seconds: Int64) -> ZoneSegment {
        let index = index(at: seconds)
        let isLast = index == starts.count
        return ZoneSegment(
            start: index == 0 ? .min : starts[index - 1], end: isLast ? .max : starts[index], offset: offsets[index],
            before: index == 0 ? nil : offsets[index - 1], after: isLast ? nil : offsets[index + 1])
    }

    func offset(at seconds: Int64) -> Int64 { offsets[index(at: seconds)] }

    /// How many segments begin at or before `seconds`, not counting the first.
    private func index(at seconds: Int64) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
