import Community

extension SQLConnection {
    /// Takes a person out of one table, as its columns say.
    func forget(_ person: PersonalText, in table: PersonalTable) throws {
        let id = SQLValue.text(person.id)
        if let theirs = table.theirs {
            if table.isRemoved {
                try execute("DELETE FROM \(table.name) WHERE \(theirs)", [id])
            } else if case let emptied = table.columns(.emptied), !emptied.isEmpty {
                let list = emptied.map { "\($0) = ''" }.joined(separator: ", ")
                try execute("UPDATE \(table.name) SET \(list) WHERE \(theirs)", [id])
            }
        }
        for column in table.columns(.sentence) + table.columns(.emptied) {
            try rewrite(column, of: table.name, naming: person.id) { person.without($0, writing: "somebody") }
        }
        for column in table.columns(.people) + table.columns(.key) {
            try rewrite(column, of: table.name, naming: person.id) { person.without($0, writing: person.pseudonym) }
        }
        for column in table.columns(.document) {
            try rewrite(column, of: table.name, naming: person.id) { person.document($0) }
        }
        for column in table.columns(.consents) {
            try rewrite(column, of: table.name, naming: person.id) { text in
                ConsentText.text(
                    Consents(
                        ConsentText.consents(text).latest.values.map { consent in
                            var consent = consent
                            if consent.notedBy == person.id { consent.notedBy = person.pseudonym }
                            return consent
                        }))
            }
        }
        for column in table.columns(.profile) {
            try rewrite(column, of: table.name, naming: person.id) { text in
                var profile = ProfileText.profile(text)
                return profile.wishes.remove(MemberID(person.id)) == nil ? text : ProfileText.text(profile)
            }
        }
        // After what finds rows by them.
        if !table.columns(.side).isEmpty { try rename(person.id, to: person.pseudonym, inPairsOf: table.name) }
        for column in table.columns(.person) {
            try execute(
                "UPDATE \(table.name) SET \(column) = $1 WHERE \(column) = $2", [.text(person.pseudonym), id])
        }
    }

    /// Takes a person's name out of messages to others.
    ///
    /// What was sent loses its words. What waits and goes to somebody who is paired with them is said without the name;
    /// other messages that wait are left: another of the same name is meant.
    func forgetName(_ person: PersonalText) throws {
        let needles = Set([person.id, person.name].map(Self.jsonContent)).filter { !$0.isEmpty }
        var found: [String: [String: String]] = [:]
        for needle in needles {
            let texts = try rows(
                "SELECT DISTINCT field_values FROM message WHERE person_id <> $1 AND field_values LIKE $2 ESCAPE '\\'",
                [.text(person.id), PersonalText.pattern(needle)]
            ) { $0.text(0) }
            for text in texts { found[text] = person.values(JSONText.texts(text)) }
        }
        for (text, values) in found {
            let others = """
                field_values = $1 AND person_id <> $2 AND (finished_at IS NOT NULL OR part IN (
                    SELECT id FROM pairing WHERE newcomer = $2 OR mentor = $2))
                """
            let ids = try rows("SELECT id FROM message WHERE \(others)", [.text(text), .text(person.id)]) { $0.text(0) }
            _ = try executeEach(
                "UPDATE message_body SET payload = substr(payload, 1, 0) WHERE message_id = $1", ids.map { [.text($0)] }
            )
            _ = try executeEach(
                "UPDATE message SET field_values = $1 WHERE id = $2",
                ids.map { [.text(JSONText.text(values)), .text($0)] })
        }
    }

    /// Writes one column anew wherever `id` stands in it and `change` says something else.
    private func rewrite(_ column: String, of table: String, naming id: String, _ change: (String) -> String) throws {
        let texts = try rows(
            "SELECT DISTINCT \(column) FROM \(table) WHERE \(column) LIKE $1 ESCAPE '\\'", [PersonalText.pattern(id)]
        ) { $0.text(0) }
        for text in texts {
            let changed = change(text)
            guard changed != text else { continue }
            try execute(
                "UPDATE \(table) SET \(column) = $1 WHERE \(column) = $2", [.text(changed), .text(text)])
        }
    }

    /// Gives one of two people another name in a table of pairs without order, whose order is that of the names.
    func rename(_ old: String, to new: String, inPairsOf table: String) throws {
        let rest =
            table == "do_not_pair" ? ["kind", "set_by", "set_at", "until_at"] : ["said_no_at", "ended_at", "is_never"]
        let isText = Set(["kind", "set_by"])
        let found = try rows(
            "SELECT first, second, \(rest.joined(separator: ", ")) FROM \(table) WHERE first = $1 OR second = $1",
            [.text(old)]
        ) { row -> [SQLValue] in
            let other = MemberID(row.text(0) == old ? row.text(1) : row.text(0))
            let pair = MemberPair(MemberID(new), other)
            return [.text(pair.first.rawValue), .text(pair.second.rawValue)]
                + rest.enumerated().map { index, column in
                    isText.contains(column)
                        ? .text(row.optionalText(index + 2))
                        : row.optionalInteger(index + 2).map { .integer($0) } ?? .null
                }
        }
        guard !found.isEmpty else { return }
        try execute("DELETE FROM \(table) WHERE first = $1 OR second = $1", [.text(old)])
        try insert(into: table, (["first", "second"] + rest).joined(separator: ", "), found)
    }

    /// `text` as it stands between the quotes of a JSON document.
    private static func jsonContent(_ text: String) -> String {
        String(JSONText.text(["": text]).dropFirst(5).dropLast(2))
    }
}
