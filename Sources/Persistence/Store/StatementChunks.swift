/// Cuts what goes into statements of many rows into pieces.
enum StatementChunks {
    /// Pieces of few lengths, so that few statements are prepared, the longest first.
    static func of<Element>(_ all: [Element], lengths: [Int] = [256, 64, 16, 4, 1]) -> [ArraySlice<Element>] {
        var rest = all[...]
        var chunks: [ArraySlice<Element>] = []
        for length in lengths {
            while rest.count >= length {
                chunks.append(rest.prefix(length))
                rest = rest.dropFirst(length)
            }
        }
        return chunks
    }
}
