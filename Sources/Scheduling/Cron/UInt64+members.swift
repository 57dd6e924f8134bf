/// A set of numbers below 64 as bits.
extension UInt64 {
    /// The numbers of the set, in order.
    var members: [Int] { (0..<64).filter { self & 1 << UInt64($0) != 0 } }

    /// The distance of the members when it is the same between all of four or more; nil otherwise.
    var step: Int? {
        let members = members
        guard members.count > 3 else { return nil }
        let step = members[1] - members[0]
        return zip(members, members.dropFirst()).allSatisfy { $1 - $0 == step } ? step : nil
    }

    /// The step of a set that begins with 0 and comes round evenly: every 15 of 60, but not every 7.
    func evenStep(below bound: Int) -> Int? {
        guard self & 1 != 0, let step, bound % step == 0, nonzeroBitCount * step == bound else { return nil }
        return step
    }
}
