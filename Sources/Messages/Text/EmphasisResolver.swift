/// A piece of a paragraph before its delimiters are paired.
enum InlinePiece {
    /// With how many levels of markup stand inside it.
    case inline(RichText.Inline, depth: Int)
    case run(DelimiterRun)
    case bracket(isPicture: Bool, isActive: Bool, origin: Int)
}

/// Several `*`, `_` or `~` in a row.
struct DelimiterRun {
    let scalar: Unicode.Scalar
    /// Those that are not used yet.
    var count: Int
    /// How many there were at first.
    let length: Int
    let canOpen: Bool
    let canClose: Bool
}

/// Pairs delimiter runs into emphasis, strong and strike: the procedure of CommonMark 0.31, appendix "process emphasis".
enum EmphasisResolver {
    static let deepest = 16

    /// The pieces as inlines; what found no partner is text.
    ///
    /// - Throws: `TemplateError` at `origin` when markup is nested too deep.
    static func inlines(_ pieces: [InlinePiece], near origin: Int) throws(TemplateError) -> [RichText.Inline] {
        var pieces = pieces
        var closing = 0
        // Below these places no opener was found for closers of the same kind, so that none is looked for twice.
        var bottoms: [BottomKey: Int] = [:]
        while closing < pieces.count {
            guard case .run(var closer) = pieces[closing], closer.canClose else {
                closing += 1
                continue
            }
            let key = BottomKey(scalar: closer.scalar, canOpen: closer.canOpen, rest: closer.length % 3)
            let opening = opening(for: closer, in: pieces[(bottoms[key] ?? 0)..<closing])
            guard let opening, case .run(var opener) = pieces[opening] else {
                bottoms[key] = closing
                closing += 1
                continue
            }
            let used = closer.scalar == "~" || min(opener.count, closer.count) >= 2 ? 2 : 1
            let inner = Array(pieces[(opening + 1)..<closing])
            let depth = 1 + depth(of: inner)
            guard depth <= deepest else {
                throw TemplateError(
                    offset: origin, length: 1, message: "markup is nested more than \(deepest) deep")
            }
            let content = flat(inner)
            let node: RichText.Inline =
                closer.scalar == "~" ? .strike(content) : used == 2 ? .strong(content) : .emphasis(content)
            opener.count -= used
            closer.count -= used
            var replacement: [InlinePiece] = opener.count > 0 ? [.run(opener)] : []
            replacement.append(.inline(node, depth: depth))
            let next = opening + replacement.count
            if closer.count > 0 { replacement.append(.run(closer)) }
            pieces.replaceSubrange(opening...closing, with: replacement)
            bottoms = bottoms.mapValues { min($0, opening) }
            closing = next
        }
        return flat(pieces)
    }

    /// How many levels of markup stand inside the pieces.
    static func depth(of pieces: [InlinePiece]) -> Int {
        pieces.reduce(0) { deepest, piece in
            if case .inline(_, let depth) = piece { max(deepest, depth) } else { deepest }
        }
    }

    private struct BottomKey: Hashable {
        let scalar: Unicode.Scalar
        let canOpen: Bool
        let rest: Int
    }

    private static func opening(for closer: DelimiterRun, in pieces: ArraySlice<InlinePiece>) -> Int? {
        pieces.lastIndex { piece in
            guard case .run(let opener) = piece, opener.scalar == closer.scalar, opener.canOpen else { return false }
            // The "multiple of 3" rule, which tells `**a*` from `*a**`.
            let isOdd =
                (opener.canClose || closer.canOpen) && !closer.length.isMultiple(of: 3)
                && (opener.length + closer.length).isMultiple(of: 3)
            return closer.scalar == "~" || !isOdd
        }
    }

    /// Pieces without a partner as text, and neighbouring texts as one.
    private static func flat(_ pieces: [InlinePiece]) -> [RichText.Inline] {
        var result: [RichText.Inline] = []
        for piece in pieces {
            let inline: RichText.Inline
            switch piece {
            case .inline(let found, _): inline = found
            case .run(let run): inline = .text(String(repeating: String(run.scalar), count: run.count))
            case .bracket(let isPicture, _, _): inline = .text(isPicture ? "![" : "[")
            }
            if case .text(let more) = inline, case .text(let text) = result.last {
                result[result.count - 1] = .text(text + more)
            } else {
                result.append(inline)
            }
        }
        return result
    }
}
