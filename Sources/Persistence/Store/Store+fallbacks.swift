/// Messages that went out in none of their reader's languages: counted, so that somebody sees what to translate.
extension Store {
    /// How many messages were made in which language in the place of the reader's own.
    public func countFallbacks() async throws -> [(language: String, count: Int)] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT fallback_language, COUNT(*) FROM message WHERE fallback_language IS NOT NULL
                GROUP BY fallback_language ORDER BY fallback_language
                """, []
            ) { ($0.text(0), $0.count(1)) }
        }
    }

    /// The language of one message when it is none of its reader's; nil when it is, or when it was not made yet.
    public func fallbackLanguage(ofMessage id: String) async throws -> String? {
        try await database.read { connection in
            try connection.row("SELECT fallback_language FROM message WHERE id = $1", [.text(id)]) {
                $0.optionalText(0)
            }
                ?? nil
        }
    }
}
