import Community
import Engine
import Scheduling

/// What somebody sees for their answer: whom to turn to when it asks for a person, then their own course.
struct ReceiptView {
    let page: AskPage
    let receipt: ReplyReceipt
    let token: String

    private var words: PageWords { PageWords.words(for: page.languages) }

    var html: String {
        var content = SupportView(receipt: receipt, languages: page.languages, isCovered: page.isCovered).content
        let kept = receipt.isUnsent ? words.unsent : words.thanks
        let thanks = receipt.laterAt == nil ? kept : words.laterKept
        content.append(.element("h1", [], [.text(receipt.isTold ? words.lookIn : thanks)]))
        if receipt.laterAt == nil {
            content.append(.element("p", [], [.element("a", [("href", "/a/\(token)")], [.text(words.change)])]))
        }
        if receipt.isUnsent {
            if receipt.laterAt != nil { content.append(.element("p", [], [.text(words.unsent)])) }
            content.append(
                .element("p", [], [.element("a", [("href", "/a/\(token)/harm")], [.text(words.harmDoor)])]))
        }
        if !receipt.trend.isEmpty {
            content.append(.element("h2", [], [.text(words.ownCourse)]))
            content += receipt.trend.map(figure)
        }
        content.append(.element("p", [("class", "hint")], [.text(page.help)]))
        return HTML.page(title: page.programLabel, language: words.language, content)
    }

    /// One line of their course: a picture, and the same as a table for whoever reads it otherwise.
    private func figure(_ line: TrendLine) -> HTML {
        let title = line.title.text(for: page.languages)
        let span = max(1, line.range.upperBound - line.range.lowerBound)
        let step = 280 / max(1, line.points.count - 1)
        let places = line.points.enumerated().map { index, point in
            "\(10 + index * step),\(70 - (point.value - line.range.lowerBound) * 60 / span)"
        }
        let spoken = line.points.map { String($0.value) }.joined(separator: ", ")
        let picture = HTML.element(
            "svg", [("viewBox", "0 0 300 80"), ("role", "img"), ("aria-label", spoken)],
            [
                .element(
                    "polyline",
                    [
                        ("points", places.joined(separator: " ")), ("fill", "none"), ("stroke", "currentColor"),
                        ("stroke-width", "2"),
                    ])
            ])
        let rows = line.points.map { point in
            HTML.element(
                "tr", [],
                [.element("td", [], [.text(point.day.iso8601)]), .element("td", [], [.text(String(point.value))])])
        }
        return .element(
            "figure", [],
            [
                .element("figcaption", [], [.text(title)]), picture,
                .element(
                    "details", [],
                    [.element("summary", [], [.text(spoken)]), .element("table", [], [.element("tbody", [], rows)])]),
            ])
    }
}
