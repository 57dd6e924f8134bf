public import Community

/// What one person is asked to agree to, and how they stand to it now.
public struct ConsentPage: Sendable {
    public let languages: [String]
    /// The program's neutral name.
    public let programLabel: String
    /// Whom to turn to right now, in their language.
    public let help: String
    /// By purpose, in its order.
    public let lines: [Line]

    /// One purpose.
    public struct Line: Sendable {
        public let purpose: Purpose
        /// What they would sign now, or what they signed where that still holds; nil in a program without forms.
        public let form: ConsentForm?
        public let consent: Consent?
        /// How it stands now; nil when they were never asked.
        public let state: ConsentState?

        public init(purpose: Purpose, form: ConsentForm?, consent: Consent?, state: ConsentState?) {
            self.purpose = purpose
            self.form = form
            self.consent = consent
            self.state = state
        }
    }

    public init(languages: [String], programLabel: String, help: String, lines: [Line]) {
        self.languages = languages
        self.programLabel = programLabel
        self.help = help
        self.lines = lines
    }
}
