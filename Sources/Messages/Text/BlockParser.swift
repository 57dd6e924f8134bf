/// Reads the part of CommonMark (0.31) that messages may use into a tree.
///
/// Understood are paragraphs, `#` headings to level 3, bullet lists, numbered lists from 1, `>` quotes, fenced code, and
/// the inline markup of `InlineParser`. A line break inside a paragraph is a blank; two blanks or a backslash at the end of
/// a line keep the break. Everything else of CommonMark (indented code, underlined headings, thematic breaks, link
/// references, entities) is shown as it stands: a message is short, and a text that looks odd in a preview is better than
/// one that turns into something its author did not mean. Pictures and HTML are refused, as no platform would show them.
/// Blocks and inline markup are nested a few levels at most, so that whoever walks the tree may do so recursively.
struct BlockParser {
    typealias Line = ArraySlice<TextMark>

    /// Which code point stands for the declared link; nil when the text has none.
    let link: Unicode.Scalar?

    static let deepest = 8

    /// The tree of a text.
    ///
    /// - Throws: `TemplateError` at what a message may not hold.
    static func parse(_ marks: [TextMark], link: Unicode.Scalar?) throws(TemplateError) -> RichText {
        let lines = marks.split(omittingEmptySubsequences: false) { $0.scalar == "\n" }.map { line in
            withoutTabs(line.last?.scalar == "\r" ? line.dropLast() : line)
        }
        return RichText(try BlockParser(link: link).blocks(lines, depth: 1))
    }

    private static func withoutTabs(_ line: Line) -> Line {
        let lead = line.prefix { $0.scalar == " " || $0.scalar == "\t" }
        guard lead.contains(where: { $0.scalar == "\t" }) else { return line }
        let blanks = lead.flatMap { mark in
            repeatElement(TextMark(" ", origin: mark.origin), count: mark.scalar == "\t" ? 4 : 1)
        }
        return (blanks + line.dropFirst(lead.count))[...]
    }

    private func blocks(_ lines: [Line], depth: Int) throws(TemplateError) -> [RichText.Block] {
        guard depth <= Self.deepest else {
            throw TemplateError(
                offset: lines.first?.first?.origin ?? 0, length: 1,
                message: "lists and quotes are nested more than \(Self.deepest - 1) deep")
        }
        var blocks: [RichText.Block] = []
        var index = 0
        while index < lines.count {
            let line = lines[index]
            switch BlockStart(line) {
            case .blank: index += 1
            case .heading(let level, let content):
                blocks.append(.heading(level: level, try inlines(content)))
                index += 1
            case .rule:
                blocks.append(.paragraph([.text(Self.text(line.drop { $0.scalar == " " }))]))
                index += 1
            case .fence(let fence): blocks.append(.code(Self.code(lines, &index, fence)))
            case .quote: blocks.append(.quote(try self.blocks(Self.quoted(lines, &index), depth: depth + 1)))
            case .item(let marker) where marker.startsList:
                blocks.append(try list(lines, &index, marker, depth: depth))
            case .item, .text: blocks.append(try paragraph(lines, &index))
            }
        }
        return blocks
    }

    private func inlines(_ marks: Line) throws(TemplateError) -> [RichText.Inline] {
        var parser = InlineParser(Array(marks), link: link)
        return try parser.parse()
    }

    private func paragraph(_ lines: [Line], _ index: inout Int) throws(TemplateError) -> RichText.Block {
        var marks: [TextMark] = []
        repeat {
            if let last = marks.last { marks.append(TextMark("\n", origin: last.origin)) }
            marks += lines[index].drop { $0.scalar == " " }
            index += 1
        } while index < lines.count && !BlockStart(lines[index]).interruptsParagraph
        while marks.last?.scalar == " " || marks.last?.scalar == "\t" { marks.removeLast() }
        return .paragraph(try inlines(marks[...]))
    }

    private static func code(_ lines: [Line], _ index: inout Int, _ fence: BlockStart.Fence) -> String {
        var inner: [String] = []
        index += 1
        while index < lines.count {
            let line = lines[index]
            index += 1
            if fence.isClosed(by: line) { break }
            let blanks = line.prefix(fence.indentation).prefix { $0.scalar == " " }.count
            inner.append(text(line.dropFirst(blanks)))
        }
        return inner.joined(separator: "\n")
    }

    private static func quoted(_ lines: [Line], _ index: inout Int) -> [Line] {
        var inner: [Line] = []
        while index < lines.count {
            if case .quote(let content) = BlockStart(lines[index]) {
                inner.append(content)
            } else if goesOn(inner, with: lines[index]) {
                inner.append(lines[index])
            } else {
                break
            }
            index += 1
        }
        return inner
    }

    private func list(
        _ lines: [Line], _ index: inout Int, _ first: BlockStart.Marker, depth: Int
    ) throws(TemplateError) -> RichText.Block {
        var entries: [[RichText.Block]] = []
        var next: BlockStart.Marker? = first
        while let marker = next {
            var inner = [marker.content]
            index += 1
            while index < lines.count {
                let line = lines[index]
                if line.isBlank {
                    let after = lines[index...].first { !$0.isBlank }
                    guard let after, after.indentation >= marker.width else { break }
                    inner.append([])
                } else if line.indentation >= marker.width {
                    inner.append(line.dropFirst(marker.width))
                } else if Self.goesOn(inner, with: line) {
                    inner.append(line)
                } else {
                    break
                }
                index += 1
            }
            entries.append(try blocks(inner, depth: depth + 1))
            next = nil
            if let after = lines[index...].firstIndex(where: { !$0.isBlank }),
                case .item(let other) = BlockStart(lines[after]), other.kind == first.kind
            {
                index = after
                next = other
            }
        }
        return .list(isOrdered: first.kind.isOrdered, entries)
    }

    /// Whether a paragraph that ends `inner` goes on with a line that lacks the mark or the indentation.
    private static func goesOn(_ inner: [Line], with line: Line) -> Bool {
        guard case .text = BlockStart(line), let last = inner.last, !last.isBlank else { return false }
        var start = BlockStart(last)
        // What stands behind nested marks decides.
        while true {
            switch start {
            case .quote(let content): start = BlockStart(content)
            case .item(let marker): start = BlockStart(marker.content)
            case .text: return inner.count { $0.isFence }.isMultiple(of: 2)
            case .blank, .heading, .rule, .fence: return false
            }
        }
    }

    static func text(_ marks: some Sequence<TextMark>) -> String {
        var text = String.UnicodeScalarView()
        for mark in marks { text.append(mark.scalar) }
        return String(text)
    }
}
