import PluginKit

extension ProgramLoader.Pass {
    /// The table of terms to avoid, with what is wrong with it.
    mutating func readLanguage() {
        let reading = ProgramLanguage.read(root: loader.root)
        language = reading.language
        faults += reading.faults
        sources.merge(reading.sources) { $1 }
    }

    /// Says what people would rather not read in the texts of a file; an error there keeps the last good version running.
    mutating func checkWords(of node: SettingNode) {
        guard let language else { return }
        faults += language.faults(of: node, source: sources[node.place.file] ?? "")
    }
}
