import Community
import Console

/// The report of one round, as text, JSON and a page.
struct RoundReport {
    let round: PairingRound
    let run: String
    let time: String
    let names: [MemberID: String]
    let states: [PairingID: PairingState]
    /// Without names, no number tells of fewer than five people.
    let hasNames: Bool

    private func name(_ id: MemberID) -> String { names[id].flatMap { $0.isEmpty ? nil : $0 } ?? id.rawValue }

    private func count(_ number: Int) -> String {
        hasNames ? "\(number)" : SmallCells.words(for: number)
    }

    private func number(_ number: Int) -> JSONValue {
        hasNames || SmallCells.words(for: number) == "\(number)" ? .number(number) : .string(count(number))
    }

    private var rules: [(rule: String, count: Int)] {
        Dictionary(grouping: round.waiting, by: \.rule).map { ($0.key, $0.value.count) }.sorted {
            ($1.1, $0.0) < ($0.1, $1.0)
        }
    }

    var sections: [ReportPage.Section] {
        var sections = [
            ReportPage.Section(
                title: "Round of \(time)",
                lines: [
                    "\(count(round.pairs.count)) matched, \(count(round.waiting.count)) waiting", "run \(run)",
                    "\(count(round.blocking.count)) pairs who would both rather be together than as proposed",
                ])
        ]
        if hasNames {
            sections.append(
                ReportPage.Section(
                    title: "Matched", header: ["newcomer", "mentor", "fit", "state"],
                    rows: round.pairs.map { pair in
                        [
                            name(pair.newcomer), name(pair.mentor), "\(pair.fit) of 100",
                            states[pair.id]?.rawValue.replacing("_", with: " ") ?? "no longer kept",
                        ]
                    }))
            sections.append(
                ReportPage.Section(
                    title: "Waiting", header: ["newcomer", "why"],
                    rows: round.waiting.map { [name($0.newcomer), $0.reason] }))
            if !round.blocking.isEmpty {
                sections.append(
                    ReportPage.Section(
                        title: "Would both rather be together", header: ["newcomer", "mentor"],
                        rows: round.blocking.map { [name($0.newcomer), name($0.mentor)] }))
            }
        } else {
            sections.append(
                ReportPage.Section(
                    title: "Waiting", header: ["because of", "people"],
                    rows: rules.map { [$0.rule, count($0.count)] }))
        }
        sections.append(
            ReportPage.Section(
                title: "Places", header: ["accompanying", "mentors"],
                rows: round.loadSpread.map { ["\($0.load)", count($0.mentors)] }))
        if hasNames, !round.help.isEmpty {
            sections.append(ReportPage.Section(title: "Would help", lines: round.help))
        }
        return sections
    }

    var text: String {
        sections.map { section in
            var table = TextTable(section.header)
            table.rows = section.rows
            let body = section.lines.map { "  " + $0 } + (section.header.isEmpty ? [] : [table.text])
            return ([section.title] + (section.rows.isEmpty && !section.header.isEmpty ? ["  nobody"] : body))
                .joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    var document: JSONValue {
        var members: [(String, JSONValue)] = [
            ("run", .string(run)), ("matched", number(round.pairs.count)), ("waiting", number(round.waiting.count)),
            ("blocking", number(round.blocking.count)),
            (
                "waiting_because_of",
                .object(rules.map { ($0.rule, number($0.count)) })
            ),
            (
                "load_spread",
                .array(
                    round.loadSpread.map {
                        .object([("accompanying", .number($0.load)), ("mentors", number($0.mentors))])
                    })
            ),
        ]
        if hasNames {
            members += [
                (
                    "pairs",
                    .array(
                        round.pairs.map { pair in
                            .object([
                                ("id", .string(pair.id.rawValue)), ("newcomer", .string(pair.newcomer.rawValue)),
                                ("mentor", .string(pair.mentor.rawValue)), ("fit", .number(pair.fit)),
                                ("state", .optional(states[pair.id]?.rawValue)),
                            ])
                        })
                ),
                (
                    "left",
                    .array(
                        round.waiting.map {
                            .object([
                                ("newcomer", .string($0.newcomer.rawValue)), ("rule", .string($0.rule)),
                                ("reason", .string($0.reason)),
                            ])
                        })
                ),
                (
                    "blocking_pairs",
                    .array(
                        round.blocking.map {
                            .object([
                                ("newcomer", .string($0.newcomer.rawValue)), ("mentor", .string($0.mentor.rawValue)),
                            ])
                        })
                ),
                (
                    "loads",
                    .array(
                        round.loads.map {
                            .object([
                                ("mentor", .string($0.mentor.rawValue)), ("places", .number($0.places)),
                                ("before", .number($0.before)), ("after", .number($0.after)),
                            ])
                        })
                ),
                ("would_help", .array(round.help.map { .string($0) })),
            ]
        }
        return .object(members)
    }
}
