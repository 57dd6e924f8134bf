public import Scheduling

/// What somebody reads before they agree to one purpose: each element that a written consent has to have.
///
/// The elements are those of 42 CFR 2.31(a); the person's name, their signature and its date are the consent's own.
public struct ConsentForm: Hashable, Codable, Sendable {
    public let purpose: Purpose
    /// The program's own name for this text, such as `2026-11`: letters, digits, `.`, `_` and `-`.
    public let version: String
    /// Digits that only this text has; the store keeps the text under them.
    public let digest: String
    /// Each element's words.
    public let words: [Element: LocalizedText]
    /// How many whole days it holds from the day of the signature; nil when no day ends it.
    public let days: Int?
    /// Whether it ends when the person leaves the program.
    public let endsOnLeaving: Bool

    /// What a form has to say.
    public enum Element: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
        /// Who may disclose.
        case discloser
        /// To whom.
        case recipients
        /// Which information.
        case information
        /// Why.
        case reason
        /// That it can be taken back, and how.
        case revocation
        /// What a no means.
        case consequences
        /// What those who receive it may do with it; the one that a form may leave out.
        case redisclosure
    }

    public init(
        purpose: Purpose, version: String, digest: String, words: [Element: LocalizedText], days: Int?,
        endsOnLeaving: Bool
    ) {
        self.purpose = purpose
        self.version = version
        self.digest = digest
        self.words = words
        self.days = days
        self.endsOnLeaving = endsOnLeaving
    }

    /// When a consent ends that is signed on `day`.
    public func end(signedOn day: CivilDate) -> ConsentEnd {
        if let days { return .after(day.adding(days: days)) }
        return endsOnLeaving ? .leaving : .never
    }
}

/// A program's forms, of each purpose the earlier ones and the one that people sign now.
public struct ConsentForms: Hashable, Sendable {
    /// In the order of the file.
    public let all: [ConsentForm]

    public init(_ all: [ConsentForm] = []) { self.all = all }

    /// The form that people sign now: the last of the purpose; nil in a program that has none for it.
    public func current(_ purpose: Purpose) -> ConsentForm? { all.last { $0.purpose == purpose } }
}
