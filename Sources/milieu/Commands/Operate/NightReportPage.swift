import Community
import Engine
import Persistence
import PluginKit
import Scheduling

/// A night's report as one reader may see it.
struct NightReportPage {
    let report: NightReport
    let entries: [NightReport.Entry]
    /// Who reads, and may see names; nil for anybody else.
    let reader: Member?
    /// Whose people it is about, besides those of no cohort; nil for everybody.
    let cohorts: Set<String>?
    /// Terms in the program's messages that people would rather not read.
    let remarks: Int
    let zone: ZoneRules

    /// What this reader is told of a matter: how many there are, nil for a number that is not shown, and which.
    ///
    /// Nothing at all of what is not for them: beside the number that everybody sees, that of their cohort would tell of
    /// single people. Nor of themselves: that others look after somebody is not theirs to read of as staff.
    private func told(of matter: NightMatter) -> (count: Int?, entries: [NightReport.Entry])? {
        let all = entries.filter { $0.matter == matter }
        if let reader {
            guard matter.isFor(reader) else { return nil }
            let others = all.filter { !matter.isAboutPeople || $0.member?.id != reader.id }
            return (others.count, others)
        }
        let isFew = matter.countsPeople && (1..<SmallCells.least).contains(all.count)
        return (isFew ? nil : all.count, matter.permission == .workHere ? all : [])
    }

    private static let few = "fewer than \(SmallCells.least)"

    private var figures: [(name: String, cells: SmallCells)] {
        let figures = report.figures
        return [
            ("messages", SmallCells(figures.messages)), ("left out", SmallCells(figures.leftOut)),
            ("asked", SmallCells(figures.asks)),
        ]
    }

    private static func parts(of cells: SmallCells) -> [String] {
        cells.counts.sorted { $0.key < $1.key }.map { name, count in
            "\(count.map { String($0) } ?? (name == cells.keptBack ? "kept back" : few)) \(name)"
        }
    }

    var text: String {
        var lines = [
            "\(zone.shown(report.from)) to \(zone.shown(report.to))\(cohorts.map { ([""] + $0.sorted()).joined(separator: ", ") } ?? "")",
            "",
        ]
        let waiting = NightMatter.allCases.compactMap { matter in told(of: matter).map { (matter, $0) } }
            .filter { $0.1.count != 0 }
        if waiting.isEmpty { lines.append("Nothing waits.") }
        for (matter, told) in waiting {
            lines.append("\(matter.words): \(told.count.map { String($0) } ?? Self.few)")
            for entry in told.entries {
                let name =
                    reader == nil
                    ? nil : entry.member.map { $0.preferredName.isEmpty ? $0.id.rawValue : $0.preferredName }
                lines.append(
                    "  " + [name, entry.words].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": "))
            }
        }
        if remarks > 0 {
            lines.append("words to look at in messages: \(remarks); milieu language check Config/messages/*.yaml")
        }
        lines.append("")
        let runs = report.figures.runs.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        lines.append("runs: \(runs.isEmpty ? "none" : runs.joined(separator: ", "))")
        for (name, cells) in figures {
            let parts = Self.parts(of: cells)
            lines.append("\(name): \(parts.isEmpty ? "none" : parts.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n")
    }

    var document: JSONValue {
        func number(_ count: Int?) -> JSONValue { count.map { .number($0) } ?? .null }
        return .object([
            ("from", .string(report.from.iso8601)), ("to", .string(report.to.iso8601)),
            ("cohorts", cohorts.map { .array($0.sorted().map { .string($0) }) } ?? .null),
            (
                "waiting",
                .object(
                    NightMatter.allCases.map { matter in
                        let told = told(of: matter)
                        return (
                            matter.rawValue,
                            .object([
                                ("count", number(told?.count)),
                                (
                                    "entries",
                                    .array(
                                        (told?.entries ?? []).map {
                                            .object([
                                                ("id", .optional(reader == nil ? nil : $0.member?.id.rawValue)),
                                                ("words", .string($0.words)),
                                            ])
                                        })
                                ),
                            ])
                        )
                    })
            ),
            ("words_to_look_at", .number(remarks)),
            ("runs", .object(report.figures.runs.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })),
            (
                "figures",
                .object(
                    figures.map { name, cells in
                        (
                            name.replacing(" ", with: "_"),
                            .object(cells.counts.sorted { $0.key < $1.key }.map { ($0.key, number($0.value)) })
                        )
                    })
            ),
        ])
    }
}
