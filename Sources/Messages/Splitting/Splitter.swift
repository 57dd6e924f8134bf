/// Divides a message that is too long for a platform into parts that each fit.
///
/// The tree is seen as a row of atoms: graphemes, line breaks, and whole links, which are never divided. For each part the
/// longest run of atoms that still fits is looked for by bisection, asking the channel, as only it knows what its markup
/// adds; then the part ends at the last place in that run where a reader would pause: after a paragraph, else a line,
/// else a sentence, else a word, else a grapheme. A pause counts when it leaves the part at least a third full. Each part
/// says which it is, as `(2/3)`. After the last part that is allowed the rest is cut off with "…" and the message's link.
///
/// What no platform would take in one piece, such as one letter under ten thousand accents, is left out, and "…" stands
/// for it.
public struct Splitter: Sendable {
    /// No message has more parts, 1 to 9.
    public let maximum: Int

    public init(maximum: Int) { self.maximum = min(max(maximum, 1), 9) }

    /// The parts in their order, at least one; each fits.
    ///
    /// `link`: Where the rest can be read; nil for nowhere.
    /// `fits`: Whether the platform takes a part. Whatever is shorter than a part that fits must fit as well.
    public func parts(of text: RichText, link: String?, fits: (RichText) -> Bool) -> [RichText] {
        if fits(text) { return [text] }
        let row = AtomRow(text.withoutGiants)
        var parts: [RichText] = []
        var start = 0
        while start < row.count, parts.count < maximum {
            let isLast = parts.count == maximum - 1
            func part(_ end: Int) -> RichText {
                var part = row.slice(start..<end)
                if isLast, end < row.count { part.blocks += Self.ending(link, fits: fits) }
                return part
            }
            func fitsMarked(_ end: Int) -> Bool { fits(Self.marked(part(end), 9, of: 9)) }
            guard let longest = Self.longest(from: start, to: row.count, fitsMarked) else {
                // Not even one atom.
                if isLast {
                    parts.append(part(start))
                    break
                }
                parts.append(RichText([.paragraph([.text("…")])]))
                start += 1
                continue
            }
            let end = longest == row.count ? longest : row.pause(after: start, upTo: longest)
            parts.append(part(end))
            start = row.skippingBlanks(from: end)
        }
        parts.removeAll { $0.blocks.isEmpty }
        if parts.isEmpty { return [RichText([.paragraph([.text("…")])])] }
        if parts.count == 1 { return parts }
        return parts.enumerated().map { Self.marked($0.element, $0.offset + 1, of: parts.count) }
    }

    /// The same text in as many pieces as it needs, each of which fits, without marks and without losing anything.
    public static func pieces(of text: RichText, fits: (RichText) -> Bool) -> [RichText] {
        if fits(text) { return [text] }
        let row = AtomRow(text.withoutGiants)
        var pieces: [RichText] = []
        var start = 0
        while start < row.count {
            let longest = longest(from: start, to: row.count) { fits(row.slice(start..<$0)) } ?? start + 1
            let end = longest == row.count ? longest : row.pause(after: start, upTo: longest)
            pieces.append(row.slice(start..<end))
            start = row.skippingBlanks(from: end)
        }
        return pieces
    }

    /// The largest end at which a part from `start` fits; nil when none does.
    private static func longest(from start: Int, to count: Int, _ fits: (Int) -> Bool) -> Int? {
        // First by doubling, so that a text of a megabyte is not written out as a whole.
        var low = start
        var step = 256
        var high = count
        while low < count {
            let next = min(low + step, count)
            guard fits(next) else {
                high = next - 1
                break
            }
            low = next
            step *= 2
        }
        while low < high {
            let middle = (low + high + 1) / 2
            if fits(middle) { low = middle } else { high = middle - 1 }
        }
        return low > start ? low : nil
    }

    private static func marked(_ part: RichText, _ number: Int, of count: Int) -> RichText {
        RichText(part.blocks + [.paragraph([.text("(\(number)/\(count))")])])
    }

    private static func ending(_ link: String?, fits: (RichText) -> Bool) -> [RichText.Block] {
        if let link {
            let ending: [RichText.Block] = [.paragraph([.text("… "), .link([.text(link)], to: link)])]
            if fits(marked(RichText(ending), 9, of: 9)) { return ending }
        }
        return [.paragraph([.text("…")])]
    }
}
