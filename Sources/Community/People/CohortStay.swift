public import Scheduling

/// That one person belongs to one cohort, from a day to a day.
///
/// Somebody may belong to none, to several, and to the same one twice.
public struct CohortStay: Hashable, Comparable, Sendable {
    /// The cohort's name, as the program writes it: no `|`, `,` or `;`.
    public let cohort: String
    /// The first day; nil for as long as it is known.
    public let from: CivilDate?
    /// The last day; nil while no end is known.
    public let until: CivilDate?

    public init(_ cohort: String, from: CivilDate? = nil, until: CivilDate? = nil) {
        self.cohort = cohort
        self.from = from
        self.until = until
    }

    /// Whether `day` is one of its days.
    public func holds(on day: CivilDate) -> Bool {
        (from.map { $0 <= day } ?? true) && (until.map { day <= $0 } ?? true)
    }

    /// `autumn`, `autumn 2026-09-21..2026-12-18`, `autumn 2026-09-21..` or `autumn ..2026-12-18`.
    public var text: String {
        if from == nil, until == nil { return cohort }
        return "\(cohort) \(from?.iso8601 ?? "")..\(until?.iso8601 ?? "")"
    }

    /// Reads what `text` writes; nil for an empty name, for days that are none, and for an end before the start.
    public init?(text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let last = words.last else { return nil }
        guard last.contains("..") else {
            self.init(words.joined(separator: " "))
            return
        }
        let days = last.split(separator: ".", omittingEmptySubsequences: false)
        guard words.count > 1, days.count == 3, days[1].isEmpty, !(days[0].isEmpty && days[2].isEmpty) else {
            return nil
        }
        let (from, until) = (CivilDate(iso8601: String(days[0])), CivilDate(iso8601: String(days[2])))
        guard from != nil || days[0].isEmpty, until != nil || days[2].isEmpty else { return nil }
        if let from, let until, until < from { return nil }
        self.init(words.dropLast().joined(separator: " "), from: from, until: until)
    }

    public static func < (left: CohortStay, right: CohortStay) -> Bool { left.text < right.text }
}

extension Member {
    /// The cohorts to which they belong on `day`.
    public func cohorts(on day: CivilDate) -> Set<String> {
        Set(cohorts.lazy.filter { $0.holds(on: day) }.map(\.cohort))
    }

    /// Whether they belong to `cohort` on `day`.
    public func belongs(to cohort: String, on day: CivilDate) -> Bool {
        cohorts.contains { $0.cohort == cohort && $0.holds(on: day) }
    }

    /// Whose people they look after on `day` as staff; nil for everybody's, where nobody ever named a cohort of theirs.
    public func cohortsInCare(on day: CivilDate) -> Set<String>? { cohorts.isEmpty ? nil : cohorts(on: day) }
}
