extension Member {
    /// Whether who waits for staff is theirs to know: they work here, and may see names.
    ///
    /// An operator keeps the program running by numbers, and sees names only as one of the others.
    public var seesNames: Bool { may(.workHere) && may(.seeNames) }
}
