import Engine

/// Whom somebody can turn to right now, before anything else of their page; nothing for what asks for nobody.
struct SupportView {
    let receipt: ReplyReceipt
    let languages: [String]
    /// nil where the program says nothing about it.
    let isCovered: Bool?

    private var words: PageWords { PageWords.words(for: languages) }

    var content: [HTML] {
        guard let support = receipt.support else { return [] }
        var content: [HTML] = []
        if receipt.noticedWords { content.append(.element("p", [], [.text(words.noticedWords)])) }
        content.append(.element("p", [("role", "alert")], [.element("strong", [], [.text(support)])]))
        if isCovered == false { content.append(.element("p", [], [.text(words.notRead)])) }
        return content
    }

    /// The same for what is not kept, with what was done all the same.
    var heeded: [HTML] {
        content
            + (receipt.isUnsent ? [.element("p", [], [.text(words.unsent)])] : [])
            + (receipt.isTold ? [.element("p", [], [.text(words.lookIn)])] : [])
            + (receipt.wishIsKept ? [.element("p", [], [.text(words.callKept)])] : [])
    }
}
