import Community
import Engine
import Persistence
import PluginKit
import Scheduling

/// A night's report as one reader may see it.
struct NightReportPage {
    let report: NightReport
    let entries: [NightReport.Entry]
    let seesNames: Bool
    let cohort: String?
    /// Terms in the program's messages that people would rather not read.
    let remarks: Int
    let zone: ZoneRules

    private func entries(of matter: NightMatter) -> [NightReport.Entry] { entries.filter { $0.matter == matter } }

    /// How many there are, as this reader may know; nil for none.
    private func count(of matter: NightMatter) -> String? {
        let count = entries(of: matter).count
        guard count > 0 else { return nil }
        guard !seesNames, matter.isAboutPeople else { return String(count) }
        return Self.shown(count < SmallCells.least ? nil : count)
    }

    private static func shown(_ count: Int?) -> String { count.map { String($0) } ?? "fewer than \(SmallCells.least)" }

    private var figures: [(name: String, counts: [String: Int?])] {
        let figures = report.figures
        return [
            ("messages", SmallCells(figures.messages).counts), ("left out", SmallCells(figures.leftOut).counts),
            ("asked", SmallCells(figures.asks).counts),
        ]
    }

    var text: String {
        var lines = ["\(zone.shown(report.from)) to \(zone.shown(report.to))\(cohort.map { ", \($0)" } ?? "")", ""]
        let waiting = NightMatter.allCases.compactMap { matter in count(of: matter).map { (matter, $0) } }
        if waiting.isEmpty { lines.append("Nothing waits.") }
        for (matter, count) in waiting {
            lines.append("\(matter.words): \(count)")
            guard seesNames || !matter.isAboutPeople else { continue }
            for entry in entries(of: matter) {
                let name =
                    !seesNames ? nil : entry.member.map { $0.preferredName.isEmpty ? $0.id.rawValue : $0.preferredName }
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
        for (name, counts) in figures {
            let parts = counts.sorted { $0.key < $1.key }.map { "\(Self.shown($0.value)) \($0.key)" }
            lines.append("\(name): \(parts.isEmpty ? "none" : parts.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n")
    }

    var document: JSONValue {
        func number(_ count: Int?) -> JSONValue { count.map { .number($0) } ?? .null }
        return .object([
            ("from", .string(report.from.iso8601)), ("to", .string(report.to.iso8601)),
            ("cohort", .optional(cohort)),
            (
                "waiting",
                .object(
                    NightMatter.allCases.map { matter in
                        let all = entries(of: matter)
                        let isHidden = !seesNames && matter.isAboutPeople
                        let count: JSONValue =
                            isHidden && (1..<SmallCells.least).contains(all.count) ? .null : .number(all.count)
                        let list = isHidden ? [] : all
                        return (
                            matter.rawValue,
                            .object([
                                ("count", count),
                                (
                                    "entries",
                                    .array(
                                        list.map {
                                            .object([
                                                ("id", .optional(seesNames ? $0.member?.id.rawValue : nil)),
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
                    figures.map { name, counts in
                        (
                            name.replacing(" ", with: "_"),
                            .object(counts.sorted { $0.key < $1.key }.map { ($0.key, number($0.value)) })
                        )
                    })
            ),
        ])
    }
}
