import Community
import Foundation
import PluginKit

extension ProgramLoader.Pass {
    private static let configurationFile = "Config/milieu.yaml"
    private static let crisisFile = "Config/crisis.yaml"
    private static let attentionFile = "Config/attention.yaml"

    /// The instruments that nobody has switched on; what is switched on has to be there.
    mutating func switchedOff(
        _ questionnaires: [QuestionnaireID: Questionnaire], _ configuration: ProgramConfiguration
    ) -> Set<String> {
        let all = questionnaires.values.filter { $0.instrument != nil }.map(\.id)
        for id in configuration.instruments ?? [] where !all.contains(id) {
            fault(
                "instruments", "unknown-reference",
                "there is no instrument '\(id)'"
                    + Suggestion.phrase(for: id.rawValue, among: all.map(\.rawValue).sorted()),
                hint: "it would be Config/questionnaires/\(id).yaml with a block 'instrument'")
        }
        return Set(all.filter { !configuration.offers($0) }.map(\.rawValue))
    }

    /// The questionnaires in use whose answers can ask for a person, in alphabetical order.
    func asking(
        _ questionnaires: [QuestionnaireID: Questionnaire], _ configuration: ProgramConfiguration?
    ) -> [QuestionnaireID] {
        questionnaires.values.filter { questionnaire in
            !questionnaire.safetyItems.isEmpty
                && (questionnaire.instrument == nil || configuration?.offers(questionnaire.id) ?? false)
        }.map(\.id).sorted()
    }

    /// Whom to turn to, and the words upon which a person looks in; with what of them is missing.
    ///
    /// A program whose answers can ask for a person must say who looks in, and show whom to turn to in each of its languages.
    mutating func safety(
        _ questionnaires: [QuestionnaireID: Questionnaire], _ configuration: ProgramConfiguration?
    ) -> (CrisisTable, AttentionWords) {
        let crisis: NamedSettings<LocalizedSetting> = optional(Self.crisisFile) ?? NamedSettings()
        let table = CrisisTable(
            countries: Dictionary(crisis.entries.map { ($0.name, $0.value.text) }) { first, _ in first })
        let words: NamedSettings<[String]> = optional(Self.attentionFile) ?? NamedSettings()
        if let configuration {
            if let asking = asking(questionnaires, configuration).first, configuration.safety.ladder.isEmpty {
                fault(
                    "safety", "safety", "an answer to '\(asking)' can ask for a person, and nobody is told",
                    hint: "write 'safety:' with 'country' and 'ladder'; Config/REFERENCE.md has each")
            }
            if let country = configuration.safety.country { check(table, country, configuration.languages) }
            if let card = configuration.safety.card, !card.hasPrefix("https://"),
                !FileManager.default.fileExists(atPath: "\(loader.root)/\(card)")
            {
                fault(
                    "safety", "unknown-reference", "card: there is no file '\(card)'",
                    hint: "write its path from the folder that holds Config/, or an https link")
            }
        }
        return (table, AttentionWords(words.entries.flatMap(\.value)))
    }

    private mutating func check(_ table: CrisisTable, _ country: String, _ languages: [String]) {
        guard table.countries[country] != nil else {
            return fault(
                "safety", "crisis-table",
                "country: \(Self.crisisFile) has no block '\(country)'"
                    + Suggestion.phrase(for: country, among: table.countries.keys.sorted()),
                hint: "write whom to turn to there, in every language of the program")
        }
        let missing = table.missing(in: country, of: languages)
        guard !missing.isEmpty else { return }
        fault(
            "safety", "crisis-table",
            "country: \(Self.crisisFile) says nothing in \(missing.joined(separator: ", ")) for '\(country)'",
            hint: "whoever reads one of the program's languages is shown whom to turn to in it")
    }

    private mutating func fault(_ key: String, _ rule: String, _ message: String, hint: String) {
        faults.append(
            Diagnostic(
                configurationNode?[key]?.place ?? SourcePlace(file: Self.configurationFile), rule, "\(key): \(message)",
                hint: hint))
    }

    /// What a file that need not be there says; nil also when it cannot be read, which is reported.
    private mutating func optional<Value: SettingValue>(_ file: String) -> Value? {
        guard FileManager.default.fileExists(atPath: "\(loader.root)/\(file)"), let node = node(file) else {
            return nil
        }
        // Members' own words are looked for in the other file.
        if file == Self.crisisFile { checkWords(of: node) }
        do {
            return try Value(settingNode: node)
        } catch {
            faults += error.all
            return nil
        }
    }
}
