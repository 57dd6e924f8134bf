import Community

/// What somebody said for being paired, in a text column: the cells of a roster, one `column=text` a line.
///
/// Those who said nothing, which most people are who are not in a pair, are the empty text and cost nothing to read.
enum ProfileText {
    static func text(_ profile: PairingProfile) -> String {
        profile.cells.map { "\($0.column)=\($0.text)" }.joined(separator: "\n")
    }

    static func profile(_ text: String) -> PairingProfile {
        if text.isEmpty { return PairingProfile() }
        var cells: [Substring: String] = [:]
        for line in text.split(separator: "\n") {
            guard let sign = line.firstIndex(of: "=") else { continue }
            cells[line[..<sign]] = String(line[line.index(after: sign)...])
        }
        return PairingProfile.reading { cells[$0[...]] }.profile
    }
}
