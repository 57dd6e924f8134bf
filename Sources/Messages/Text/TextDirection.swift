/// Which way a language's text runs.
public enum TextDirection: String, Sendable {
    case leftToRight = "ltr"
    case rightToLeft = "rtl"

    /// By the script subtag when there is one, else by the language (CLDR 47, characterOrder).
    ///
    /// `language`: A BCP 47 tag in any case.
    public init(language: String) {
        let parts = language.lowercased().split(separator: "-")
        let script = parts.dropFirst().first { $0.count == 4 && $0.allSatisfy(\.isLetter) }
        let isRight =
            script.map { ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg", "mand"].contains($0) }
            ?? parts.first.map {
                ["ar", "ckb", "dv", "fa", "he", "iw", "ks", "lrc", "mzn", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]
                    .contains($0)
            }
        self = isRight == true ? .rightToLeft : .leftToRight
    }
}
