/// A text with the little structure that every platform can show, as a tree.
///
/// It is the part of CommonMark that messages may use. What people wrote enters as `text` alone, so that no mention, markup
/// or header can come from it; each channel writes the tree in its platform's own language.
public struct RichText: Hashable, Sendable {
    public var blocks: [Block]

    public init(_ blocks: [Block]) { self.blocks = blocks }

    /// One paragraph a block of `text` between empty lines, without any markup.
    public init(plain text: String) {
        blocks = text.split(separator: "\n\n", omittingEmptySubsequences: true).map { block in
            let lines = block.split(separator: "\n")
            return .paragraph(
                lines.enumerated().flatMap {
                    $0.offset == 0 ? [.text(String($0.element))] : [.lineBreak, .text(String($0.element))]
                })
        }
    }

    /// A piece of text that stands alone.
    public indirect enum Block: Hashable, Sendable {
        case paragraph([Inline])
        /// `level` is 1 to 3.
        case heading(level: Int, [Inline])
        /// Entries in their order; counted from 1 when `isOrdered`.
        case list(isOrdered: Bool, [[Block]])
        case quote([Block])
        case code(String)
    }

    /// A piece of a line.
    public indirect enum Inline: Hashable, Sendable {
        case text(String)
        case strong([Inline])
        case emphasis([Inline])
        case strike([Inline])
        case code(String)
        case link([Inline], to: String)
        case lineBreak
    }
}
