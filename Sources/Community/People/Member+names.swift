extension Member {
    /// Whether who waits for staff is theirs to know: facilitators, counselors and other staff.
    ///
    /// An operator keeps the program running by numbers, and sees names only as one of the others.
    public var seesNames: Bool {
        !roles.isDisjoint(with: [.facilitator, .counselor]) || roles.contains(.staff) && !roles.contains(.operator)
    }
}
