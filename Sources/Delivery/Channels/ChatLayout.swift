import Messages

/// A message as chat platforms show it: a subject, words, and buttons.
struct ChatLayout: Sendable {
    /// One line.
    let subject: String
    let body: RichText
    /// With addresses that are safe to follow.
    let buttons: [MessageAction]

    /// Lays a message out.
    ///
    /// `buttons`: How many link buttons the platform has; what is over, or has no button, stands below the words as links.
    /// `showsSubject`: Whether the subject is the first line of the words, for platforms without a place for it.
    init(_ message: RenderedMessage, buttons count: Int, showsSubject: Bool) {
        subject = String(
            message.subject.split(whereSeparator: \.isNewline).joined(separator: " ").unicodeScalars.filter {
                $0.properties.generalCategory != .control
            }.map(Character.init))
        let actions = message.traits.actions.prefix(5).compactMap { action in
            WebAddress.safe(action.url).map { MessageAction(label: action.label, url: $0) }
        }
        buttons = Array(actions.prefix(count))
        var blocks = message.body.blocks
        if let link = message.link, !link.isEmpty {
            blocks = blocks.map { $0.linking(link) }
            let isShown = blocks.contains { $0.shows(link) } || actions.contains { $0.url == link }
            if !isShown { blocks.append(.paragraph([.link([.text(link)], to: link)])) }
        }
        if actions.count > buttons.count {
            let links = actions.dropFirst(buttons.count).map {
                RichText.Inline.link([.text($0.label)], to: $0.url)
            }
            blocks.append(.paragraph(Array(links.map { [$0] }.joined(separator: [.lineBreak]))))
        }
        if showsSubject, !subject.isEmpty { blocks.insert(.paragraph([.strong([.text(subject)])]), at: 0) }
        body = RichText(blocks)
    }
}

extension RichText.Block {
    /// The same block with every mention of our own address made a link.
    fileprivate func linking(_ address: String) -> RichText.Block {
        switch self {
        case .paragraph(let inlines): .paragraph(inlines.flatMap { $0.linking(address) })
        case .heading(let level, let inlines): .heading(level: level, inlines.flatMap { $0.linking(address) })
        case .list(let isOrdered, let entries):
            .list(isOrdered: isOrdered, entries.map { $0.map { $0.linking(address) } })
        case .quote(let blocks): .quote(blocks.map { $0.linking(address) })
        case .code: self
        }
    }

    fileprivate func shows(_ address: String) -> Bool {
        switch self {
        case .paragraph(let inlines), .heading(_, let inlines): inlines.contains { $0.shows(address) }
        case .list(_, let entries): entries.contains { $0.contains { $0.shows(address) } }
        case .quote(let blocks): blocks.contains { $0.shows(address) }
        case .code(let text): text.contains(address)
        }
    }
}

extension RichText.Inline {
    fileprivate func linking(_ address: String) -> [RichText.Inline] {
        switch self {
        case .text(let text):
            var pieces: [RichText.Inline] = []
            var rest = text[...]
            while let found = rest.firstRange(of: address) {
                // A longer address that only begins as ours is not ours.
                let after = rest[found.upperBound...].first
                let isWhole = after.map { !($0.isLetter || $0.isNumber || "-_/?&=%".contains($0)) } ?? true
                let before = rest[..<found.lowerBound]
                if !before.isEmpty { pieces.append(.text(String(before))) }
                pieces.append(isWhole ? .link([.text(address)], to: address) : .text(address))
                rest = rest[found.upperBound...]
            }
            if !rest.isEmpty || pieces.isEmpty { pieces.append(.text(String(rest))) }
            return pieces
        case .strong(let inner): return [.strong(inner.flatMap { $0.linking(address) })]
        case .emphasis(let inner): return [.emphasis(inner.flatMap { $0.linking(address) })]
        case .strike(let inner): return [.strike(inner.flatMap { $0.linking(address) })]
        case .code, .link, .lineBreak: return [self]
        }
    }

    fileprivate func shows(_ address: String) -> Bool {
        switch self {
        case .text(let text), .code(let text): text.contains(address)
        case .strong(let inner), .emphasis(let inner), .strike(let inner): inner.contains { $0.shows(address) }
        case .link(_, let url): url == address
        case .lineBreak: false
        }
    }
}
