extension RichText {
    /// What stands in the place of a value's mark.
    enum Filling {
        case text(String)
        /// The declared link: an address that can be followed.
        case link(String)
    }

    /// The tree with a value in the place of each mark: a text node, or the link; never anything that is read again.
    func filled(_ filling: (_ field: Int) -> Filling) -> RichText { RichText(blocks.map { Self.filled($0, filling) }) }

    private static func filled(_ block: Block, _ filling: (Int) -> Filling) -> Block {
        switch block {
        case .paragraph(let inlines): .paragraph(filled(inlines, filling))
        case .heading(let level, let inlines): .heading(level: level, filled(inlines, filling))
        case .list(let isOrdered, let entries):
            .list(isOrdered: isOrdered, entries.map { $0.map { filled($0, filling) } })
        case .quote(let blocks): .quote(blocks.map { filled($0, filling) })
        case .code(let text): .code(filledText(text, filling))
        }
    }

    private static func filled(_ inlines: [Inline], isLabel: Bool = false, _ filling: (Int) -> Filling) -> [Inline] {
        inlines.flatMap { inline -> [Inline] in
            switch inline {
            case .text(let text): isLabel ? [.text(filledText(text, filling))] : filledInlines(text, filling)
            case .strong(let inner): [.strong(filled(inner, isLabel: isLabel, filling))]
            case .emphasis(let inner): [.emphasis(filled(inner, isLabel: isLabel, filling))]
            case .strike(let inner): [.strike(filled(inner, isLabel: isLabel, filling))]
            case .code(let text): [.code(filledText(text, filling))]
            case .link(let label, let address):
                linked(filled(label, isLabel: true, filling), to: address, filling)
            case .lineBreak: [.lineBreak]
            }
        }
    }

    /// A link of the author's; without an address that can be followed, its label alone.
    private static func linked(_ label: [Inline], to address: String, _ filling: (Int) -> Filling) -> [Inline] {
        guard let index = address.unicodeScalars.first.flatMap(ValueMark.index) else {
            return [.link(label, to: address)]
        }
        if case .link(let own) = filling(index) { return [.link(label, to: own)] }
        return label
    }

    private static func hasMarks(_ text: String) -> Bool { text.utf8.contains(ValueMark.firstByte) }

    private static func filledText(_ text: String, _ filling: (Int) -> Filling) -> String {
        guard hasMarks(text) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard let index = ValueMark.index(of: scalar) else {
                result.append(scalar)
                continue
            }
            switch filling(index) {
            case .text(let value), .link(let value): result.append(contentsOf: value.unicodeScalars)
            }
        }
        return String(result)
    }

    private static func filledInlines(_ text: String, _ filling: (Int) -> Filling) -> [Inline] {
        guard hasMarks(text) else { return [.text(text)] }
        var result: [Inline] = []
        var pending = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard let index = ValueMark.index(of: scalar) else {
                pending.append(scalar)
                continue
            }
            switch filling(index) {
            case .text(let value): pending.append(contentsOf: value.unicodeScalars)
            case .link(let address):
                if !pending.isEmpty { result.append(.text(String(pending))) }
                pending = String.UnicodeScalarView()
                result.append(.link([.text(address)], to: address))
            }
        }
        if !pending.isEmpty || result.isEmpty { result.append(.text(String(pending))) }
        return result
    }
}
