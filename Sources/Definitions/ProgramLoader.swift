import Community
import Foundation
import Messages
public import PluginKit
public import Scheduling

/// Reads all files of a program and reports every fault of every one of them in one pass.
public struct ProgramLoader: Sendable {
    /// The folder that holds `Jobs/` and `Config/`.
    public let root: String
    let environment: [String: String]
    let overrides: [String: String]
    let registry: PluginRegistry
    let blocks: ChannelBlocks
    let zones: ZoneDatabase
    /// From when on a schedule that never comes is looked for.
    let now: Instant

    /// `channelAddresses`: Reads the `url` of a channel without a `kind`; nil refuses such a channel.
    public init(
        root: String, environment: [String: String], overrides: [String: String] = [:], registry: PluginRegistry,
        channelKinds: [ChannelKind], channelAddresses: ChannelAddressReader? = nil, zones: ZoneDatabase,
        now: Instant = Instant(seconds: 1_767_225_600)
    ) {
        self.root = root
        self.environment = environment
        self.overrides = overrides
        self.registry = registry
        blocks = ChannelBlocks(kinds: channelKinds, addresses: channelAddresses)
        self.zones = zones
        self.now = now
    }

    /// What was found.
    public struct Result: Sendable {
        /// nil when any file has an error: nothing is half-loaded.
        public let catalog: ProgramCatalog?
        public let diagnostics: [Diagnostic]
        /// The files' texts by the name that places use.
        public let sources: [String: String]

        public var filesRead: Int { sources.count }
    }

    /// Reads everything, and checks `others` as jobs of this program without taking them in.
    ///
    /// `others`: Files by the name that places use, such as a job that is being written elsewhere; with its text when it
    ///   is not read from there.
    public func load(checking others: [(file: String, text: String?)] = []) -> Result {
        var pass = Pass(loader: self)
        let catalog = pass.run(checking: others)
        let hasErrors = pass.faults.contains { $0.severity == .error }
        return Result(catalog: hasErrors ? nil : catalog, diagnostics: pass.faults, sources: pass.sources)
    }

    var overlay: EnvironmentOverlay {
        EnvironmentOverlay(environment: environment, overrides: overrides, channels: blocks)
    }

    /// Reads one job's text, such as one that a waiting run started with; references to other files are not checked.
    public static func readJob(id: JobID, file: String, source: String) throws -> JobDefinition {
        try JobDefinition(settingNode: YAMLReader.read(source, file: file))
    }

    /// Reads one YAML text at a path, for checks of a single file.
    struct Pass {
        let loader: ProgramLoader
        var faults: [Diagnostic] = []
        var sources: [String: String] = [:]
        /// nil when the program has no table of terms to avoid, or a wrong one.
        var language: ProgramLanguage?
        /// `Config/milieu.yaml` with what goes before it.
        var configurationNode: SettingNode?

        init(loader: ProgramLoader) { self.loader = loader }

        mutating func run(checking others: [(file: String, text: String?)]) -> ProgramCatalog? {
            let configuration = configuration()
            readLanguage()
            let languages = configuration?.languages ?? []
            var messages: [MessageID: MessageTemplate] = [:]
            var messageIDs: Set<String> = []
            for (node, name) in documents(in: "Config/messages") {
                messageIDs.insert(node["id"]?.text ?? name)
                checkWords(of: node)
                let reader = MessageReader(languages: languages, source: sources[node.place.file] ?? "")
                if let message = reader.read(node, fileName: name, into: &faults) { messages[message.id] = message }
            }
            var questionnaires: [QuestionnaireID: Questionnaire] = [:]
            var questionnaireIDs: Set<String> = []
            for (node, name) in documents(in: "Config/questionnaires") {
                questionnaireIDs.insert(node["id"]?.text ?? name)
                checkWords(of: node)
                do {
                    let read = try QuestionnaireReader.read(
                        node, fileName: name, source: sources[node.place.file] ?? "")
                    questionnaires[read.id] = read
                } catch {
                    faults += error.all
                }
            }
            let calendars = calendars()
            let checks = JobChecks(
                registry: loader.registry, zones: loader.zones, messages: messageIDs,
                questionnaires: questionnaireIDs,
                lengths: Dictionary(
                    uniqueKeysWithValues: questionnaires.map { ($0.key.rawValue, $0.value.questions.count) }),
                switchedOff: configuration.map { switchedOff(questionnaires, $0) } ?? [],
                asking: Set(asking(questionnaires, configuration).map(\.rawValue)), calendars: calendars,
                configuration: configuration, now: loader.now)
            let (crisis, attention) = safety(questionnaires, configuration)
            let jobs = jobs(checks)
            let cadences = cadences(configuration, checks)
            let consents = consentForms(for: jobs)
            for other in others { check(other.text, other.file, checks) }
            roster(configuration)
            guard let configuration else { return nil }
            return ProgramCatalog(
                configuration: configuration, jobs: jobs, messages: messages, questionnaires: questionnaires,
                calendars: calendars.compactMapValues(\.self), crisis: crisis, attention: attention, cadences: cadences,
                consents: consents, written: configurationNode)
        }

        mutating func node(_ shown: String) -> SettingNode? {
            do {
                let text = try SourceFile.text(
                    at: "\(loader.root)/\(shown)", shown: shown, limit: SourceFile.longestYAML)
                sources[shown] = text
                let (node, traps) = YAMLReader.readOn(text, file: shown)
                faults += traps
                return node
            } catch {
                if sources[shown] == nil { sources[shown] = "" }
                faults += error.all
                return nil
            }
        }

        private mutating func documents(in folder: String) -> [(node: SettingNode, name: String)] {
            SourceFile.names(in: "\(loader.root)/\(folder)", endings: [".yaml", ".yml"]).compactMap { file in
                let name = String(file.dropLast(file.hasSuffix(".yaml") ? 5 : 4))
                return node("\(folder)/\(file)").map { ($0, name) }
            }
        }

        /// Calendars by name; nil for one that is there and cannot be read.
        private mutating func calendars() -> [String: ProgramCalendar?] {
            var calendars: [String: ProgramCalendar?] = [:]
            let folder = "Config/calendars"
            let reader = CalendarReader(zones: loader.zones)
            for file in SourceFile.names(in: "\(loader.root)/\(folder)", endings: [".ics", ".txt"]) {
                let shown = "\(folder)/\(file)"
                let name = String(file.dropLast(4))
                do {
                    let text = try SourceFile.text(
                        at: "\(loader.root)/\(shown)", shown: shown, limit: SourceFile.longestCalendar)
                    sources[shown] = text
                    calendars[name] = .some(reader.read(text, file: shown, into: &faults))
                } catch {
                    sources[shown] = ""
                    faults += error.all
                    calendars[name] = .some(nil)
                }
            }
            return calendars
        }

        mutating func configuration() -> ProgramConfiguration? {
            let shown = "Config/milieu.yaml"
            guard let written = node(shown) else { return nil }
            sources[shown] = loader.blocks.masked(sources[shown] ?? "", written)
            let node = loader.overlay.applied(to: written, faults: &faults)
            configurationNode = node
            for entry in node["channels"]?.entries ?? [] { faults += loader.blocks.faults(of: entry) }
            do {
                let configuration = try ProgramConfiguration(settingNode: node)
                if case .failure(let fault) = loader.zones.check(
                    configuration.timezone.name, at: node["timezone"]?.place ?? node.place, path: "timezone")
                {
                    faults.append(fault)
                }
                return configuration
            } catch {
                faults += error.all
                return nil
            }
        }

        /// The cadences, when there is such a file; and whether `Config/milieu.yaml` names what there is.
        private mutating func cadences(_ configuration: ProgramConfiguration?, _ checks: JobChecks) -> ReviewCadences {
            let shown = "Config/review-cadences.yaml"
            var cadences = ReviewCadences()
            if FileManager.default.fileExists(atPath: "\(loader.root)/\(shown)"), let node = node(shown) {
                do {
                    cadences = try CadenceReader.read(node)
                } catch {
                    faults += error.all
                    return cadences
                }
            }
            for calendar in configuration?.closed.calendars ?? [] { faults += checks.faults(ofCalendar: calendar) }
            if let setting = configuration?.setting, !cadences.settings.contains(setting.name) {
                faults.append(
                    Diagnostic(
                        setting.place, "unknown-setting",
                        "setting: no cadence is for '\(setting.name)'\(Suggestion.phrase(for: setting.name, among: cadences.settings))",
                        hint: "add one to \(shown)"))
            }
            return cadences
        }

        private mutating func jobs(_ checks: JobChecks) -> [Job] {
            var jobs: [Job] = []
            var seen: [String: String] = [:]
            for (node, name) in documents(in: "Jobs") {
                let id = node["id"]?.text ?? name
                if let other = seen[id] {
                    faults.append(
                        Diagnostic(
                            node["id"]?.place ?? node.place, "duplicate-id", "the job id '\(id)' is taken by \(other)"))
                }
                seen[id] = node.place.file
                if node["id"] != nil, id != name {
                    faults.append(
                        Diagnostic(
                            node["id"]?.place ?? node.place, "file-name",
                            "the job '\(id)' is in a file called '\(name)'", severity: .warning))
                }
                if let definition = job(node, JobID(id), checks) {
                    jobs.append(
                        Job(
                            id: JobID(id), definition: definition, file: node.place.file,
                            source: sources[node.place.file] ?? ""))
                }
            }
            return jobs
        }

        private mutating func job(_ node: SettingNode, _ id: JobID, _ checks: JobChecks) -> JobDefinition? {
            checkWords(of: node)
            do {
                let definition = try JobDefinition(settingNode: node)
                faults += checks.faults(of: definition, node: node, id: id)
                return definition
            } catch {
                faults += error.all
                faults += checks.faultsOfParts(
                    MisspeltSettings.mended(JobDefinition.self, node).node, id: id.rawValue)
                return nil
            }
        }

        private mutating func check(_ given: String?, _ file: String, _ checks: JobChecks) {
            sources[file] = ""
            do throws(Diagnostics) {
                var text = given ?? ""
                if given == nil { text = try SourceFile.text(at: file, shown: file, limit: SourceFile.longestYAML) }
                sources[file] = text
                let (node, traps) = YAMLReader.readOn(text, file: file)
                faults += traps
                if let node { _ = job(node, JobID(node["id"]?.text ?? "checked"), checks) }
            } catch {
                faults += error.all
            }
        }

        private mutating func roster(_ configuration: ProgramConfiguration?) {
            let shown = "Config/people.csv"
            guard FileManager.default.fileExists(atPath: "\(loader.root)/\(shown)") else { return }
            let reader = RosterReader(
                zones: loader.zones, channels: configuration.map { $0.channels.entries.map(\.name) },
                staffChannels: configuration?.staffChannels ?? [])
            do {
                var reading = try reader.reading(path: "\(loader.root)/\(shown)", shown: shown)
                reading.settle(known: [])
                sources[shown] = reading.text
                faults += reading.notes + reading.faults
            } catch {
                sources[shown] = sources[shown] ?? ""
                faults += error.all
            }
        }
    }
}

extension ZoneDatabase {
    /// The fault of a zone's name, with the closest name that there is.
    func check(_ name: String, at place: SourcePlace, path: String) -> Swift.Result<ZoneRules, Diagnostic> {
        do {
            return .success(try rules(named: name))
        } catch {
            return .failure(
                Diagnostic(
                    place, "time-zone", "\(path): \(error)\(Suggestion.phrase(for: name, among: names()))",
                    hint: "use a city's name such as Europe/Lisbon"))
        }
    }
}
