/// A status code of mail systems: `class.subject.detail` (RFC 3463), such as `5.1.1`.
struct EnhancedStatus: Hashable {
    let kind: Int
    let subject: Int
    let detail: Int

    /// Reads the code that a text begins with; nil for one that begins otherwise.
    init?(_ text: some StringProtocol) {
        let word = text.prefix { $0 != " " && $0 != "\t" && $0 != "(" }
        let numbers = word.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 3, let kind = numbers[0], let subject = numbers[1], let detail = numbers[2],
            [2, 4, 5].contains(kind), (0...999).contains(subject), (0...999).contains(detail)
        else { return nil }
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    /// The mailbox or its domain is not there, or not any more: 5.1.1, .2, .3, .6, .10 and 5.2.1.
    var isNoMailbox: Bool {
        kind == 5 && ((subject == 1 && [1, 2, 3, 6, 10].contains(detail)) || (subject == 2 && detail == 1))
    }

    /// X.2.2: it comes and goes, whatever its class.
    var isFullMailbox: Bool { subject == 2 && detail == 2 }
    /// X.7.z: somebody's rule says no, which may be about this mail, or about us.
    var isPolicy: Bool { subject == 7 }
    /// How we sign in (RFC 4954: 5.7.8, .9, .11, .13 and .14), or what our DNS says of us (RFC 7372 and 7505: 5.7.20 to
    /// .27): it stands against every mail of ours.
    var isSetup: Bool {
        kind == 5 && subject == 7 && ([8, 9, 11, 13, 14].contains(detail) || (20...27).contains(detail))
    }
    /// X.1.7 and X.1.8: our own address is at fault.
    var isSenderFault: Bool { subject == 1 && (detail == 7 || detail == 8) }
    /// X.3.2, or X.3.0 and X.4.5 with class 4: the whole system is busy.
    var isBusySystem: Bool { kind == 4 && ((subject == 3 && detail <= 2) || (subject == 4 && detail == 5)) }
}
