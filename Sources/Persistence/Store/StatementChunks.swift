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

    /// The same for statements to which a row that is there twice is as good as once: the last is repeated where that makes
    /// one statement of several, as a server's work around a statement is that of many rows.
    static func padded<Element>(_ all: [Element], lengths: [Int]) -> [ArraySlice<Element>] {
        guard let last = all.last else { return [] }
        var chunks: [ArraySlice<Element>] = []
        var rest = all[...]
        while !rest.isEmpty {
            let length = lengths.last { $0 >= rest.count } ?? lengths.max() ?? 1
            // Rather the next smaller length and one more statement than three quarters of nothing.
            let smaller = lengths.first { $0 < length } ?? length
            let taken = rest.count * 4 < length ? min(smaller, rest.count) : min(length, rest.count)
            let size = rest.count * 4 < length ? smaller : length
            chunks.append(rest.prefix(taken) + Array(repeating: last, count: size - taken))
            rest = rest.dropFirst(taken)
        }
        return chunks
    }
}
