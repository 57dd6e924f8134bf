/// A moment at which the clocks are set.
struct OffsetChange: Hashable {
    /// Seconds since 1970; the first second on the new offset.
    let at: Int64
    /// In seconds; positive when they go forward.
    let shift: Int64
}

extension ZoneRules {
    /// When the clocks are set in a range of seconds since 1970, in order.
    ///
    /// Looks at one instant a day and halves the days in which the offset changes. Two changes within one day that undo
    /// each other would be missed; no zone has had such.
    func offsetChanges(from start: Int64, to end: Int64) -> [OffsetChange] {
        func offset(_ seconds: Int64) -> Int64 { Int64(self.offset(at: Instant(seconds: seconds)).seconds) }
        var changes: [OffsetChange] = []
        var position = start
        var known = offset(start)
        while position < end {
            let probe = min(end, position + 86_400)
            let later = offset(probe)
            guard later != known else {
                position = probe
                continue
            }
            var low = position
            var high = probe
            while high - low > 1 {
                let middle = low + (high - low) / 2
                if offset(middle) == known { low = middle } else { high = middle }
            }
            // Another change of the same day is found from here on.
            let new = offset(high)
            changes.append(OffsetChange(at: high, shift: new - known))
            position = high
            known = new
        }
        return changes
    }
}
