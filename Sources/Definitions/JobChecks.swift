import Community
import PluginKit
import Scheduling

/// What a job file's own settings cannot tell: whether what it names is there.
struct JobChecks {
    let registry: PluginRegistry
    let zones: ZoneDatabase
    let messages: Set<String>
    let questionnaires: Set<String>
    /// How many questions each of them has that could be read.
    let lengths: [String: Int]
    /// Those of them that nobody has switched on.
    let switchedOff: Set<String>
    /// Those with answers that ask for a person.
    let asking: Set<String>
    /// nil for one that is there and cannot be read.
    let calendars: [String: ProgramCalendar?]
    /// nil when the configuration itself is broken; checks that need it are left out.
    let configuration: ProgramConfiguration?
    /// From when on a schedule that never comes is looked for.
    let now: Instant

    /// All faults of a job that could be read.
    func faults(of job: JobDefinition, node: SettingNode, id: JobID) -> [Diagnostic] {
        var faults = faultsOfParts(node, id: id.rawValue)
        if !id.isWellFormed {
            faults.append(
                Diagnostic(
                    node["id"]?.place ?? node.place, "id", "id: '\(id)' is not an id",
                    hint: "use letters, digits, '.', '_' and '-', at most 64"))
        }
        if let program = job.audience.program, let own = configuration?.program, program != own {
            faults.append(
                Diagnostic(
                    node["audience"]?["program"]?.place ?? node.place, "program",
                    "audience.program: expected '\(own)', found '\(program)'"))
        }
        return faults
    }

    /// The faults of the parts that can be checked one by one, also when the whole could not be read.
    ///
    /// `id`: The job's, which `H` in a cron expression is chosen by.
    func faultsOfParts(_ node: SettingNode, id: String) -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for schedule in node["on"]?["schedule"]?.items ?? [] {
            let all = (schedule["any_of"]?.items ?? []) + (schedule["all_of"]?.items ?? [])
            for cron in [schedule["cron"]].compactMap(\.self) + all { faults += self.cron(cron, id) }
        }
        for kind in ["schedule", "every", "interval", "calendar", "date"] {
            for trigger in node["on"]?[kind]?.items ?? [] {
                if let zone = trigger["timezone"] { faults += self.zone(zone) }
                for name in trigger["exclude"]?.items ?? [] { faults += calendar(name, needsEvents: false) }
                if let name = trigger["calendar"] { faults += calendar(name, needsEvents: true) }
            }
        }
        for event in node["on"]?["event"]?.items ?? [] { if let name = event["name"] { faults += self.event(name) } }
        var seen: [String: Int] = [:]
        for step in node["steps"]?.items ?? [] {
            if let uses = step["uses"], let plugin = uses.text { faults += self.uses(uses, plugin, step) }
            let id = step["id"] ?? step["uses"]
            guard let id, let text = id.text else { continue }
            if let line = seen[text] {
                faults.append(
                    Diagnostic(
                        id.place, "duplicate-id", "two steps have the id '\(text)'; the first is on line \(line)",
                        hint: "give this one an 'id' of its own"))
            }
            seen[text] = seen[text] ?? id.place.line
        }
        return faults + namesOfPeople(in: node["audience"]?["where"]) + names(in: node) + uncovered(in: node)
    }

    /// What the audience's condition says about people.
    private func namesOfPeople(in node: SettingNode?) -> [Diagnostic] {
        let known = MemberFields.all.map(\.name)
        return condition(in: node).filter { !known.contains($0.text) }.map { name in
            Diagnostic(
                placed(name, in: node), "unknown-name",
                "audience.where: nothing about a person is called '\(name.text)'\(Suggestion.phrase(for: name.text, among: known))"
            )
        }
    }

    /// The names in a condition; none when it cannot be read, which is reported elsewhere.
    private func condition(in node: SettingNode?) -> [Condition.Name] {
        node?.text.flatMap { try? Condition(parsing: $0) }?.names ?? []
    }

    private func zone(_ node: SettingNode) -> [Diagnostic] {
        guard let name = node.text, name != "member" else { return [] }
        if case .failure(let fault) = zones.check(name, at: node.place, path: node.path) { return [fault] }
        guard !name.contains("/"), name != "UTC" else { return [] }
        return [
            Diagnostic(
                node.place, "time-zone", "\(node.path): '\(name)' may not follow summer time",
                hint: "use a city's name such as Europe/Lisbon", severity: .warning)
        ]
    }

    private func event(_ node: SettingNode) -> [Diagnostic] {
        let emitted = registry.ids.flatMap { registry[$0]?.manifest.emits ?? [] }
        let known = (EventName.allCases.map(\.rawValue) + emitted).sorted()
        guard let name = node.text, !known.contains(name) else { return [] }
        return [
            Diagnostic(
                node.place, "unknown-event",
                "\(node.path): nothing tells of '\(name)'\(Suggestion.phrase(for: name, among: known))",
                hint: "known are \(known.joined(separator: ", "))")
        ]
    }

    private func calendar(_ node: SettingNode, needsEvents: Bool) -> [Diagnostic] {
        guard let name = node.text else { return [] }
        guard let found = calendars[name] else {
            return [
                Diagnostic(
                    node.place, "unknown-calendar",
                    "\(node.path): there is no calendar '\(name)'\(Suggestion.phrase(for: name, among: calendars.keys.sorted()))",
                    hint: "it would be Config/calendars/\(name).ics, or .txt with a day on each line")
            ]
        }
        guard needsEvents, let found, found.events == nil else { return [] }
        return [
            Diagnostic(
                node.place, "unknown-calendar", "\(node.path): '\(name)' is a list of days, expected an .ics calendar")
        ]
    }

    /// The fault of a calendar that a file other than a job names; none when it is there.
    func faults(ofCalendar name: CalendarName) -> [Diagnostic] {
        calendar(
            SettingNode(.scalar(text: name.name, isQuoted: false), place: name.place, path: "closed.calendars"),
            needsEvents: false)
    }

    private func cron(_ node: SettingNode, _ job: String) -> [Diagnostic] {
        guard case .scalar(let text, let isQuoted) = node.content else { return [] }
        let expression: CronExpression
        do {
            expression = try CronExpression(parsing: text, hashing: job)
        } catch {
            let place = node.place.advanced(by: error.column - 1 + (isQuoted ? 1 : 0), length: error.length)
            return [Diagnostic(place, "cron", "\(node.path): \(error.message)", hint: error.hint)]
        }
        if expression.firesEveryMinute {
            return [
                Diagnostic(
                    node.place, "cron", "\(node.path): this runs every minute", hint: "name a minute first, such as 0",
                    severity: .warning)
            ]
        }
        if let next = expression.next(after: now, in: .utc), next.instant <= now + .days(5 * 366) { return [] }
        return [
            Diagnostic(
                node.place, "cron", "\(node.path): this does not come in the next five years",
                hint: "milieu schedule explain \"\(text)\" shows when it does", severity: .warning)
        ]
    }

    private func uses(_ node: SettingNode, _ plugin: String, _ step: SettingNode) -> [Diagnostic] {
        guard let entry = registry[plugin] else {
            let fault = Diagnostic(
                node.place, "unknown-plugin",
                "\(node.path): no plugin provides '\(plugin)'\(Suggestion.phrase(for: plugin, among: registry.ids))",
                hint: "known are \(registry.ids.joined(separator: ", "))")
            // What it was probably meant to be tells what is wrong below it.
            let meant = Suggestion.closest(to: plugin, among: registry.ids)
            return [fault] + (meant.map { uses(node, $0, step) } ?? [])
        }
        guard let with = step["with"] else {
            return entry.faults(in: SettingNode(.mapping([]), place: node.place, path: step.path + ".with"))
        }
        return entry.faults(in: with) + references(in: with, entry.settings) + tooLong(with, entry)
    }

    private func references(in node: SettingNode, _ specs: [SettingSpec]) -> [Diagnostic] {
        specs.flatMap { spec -> [Diagnostic] in
            guard let value = node[spec.name], value.expression == nil else { return [] }
            switch spec.type {
            case .reference(.message): return reference(value, "message", messages, "Config/messages")
            case .reference(.questionnaire):
                return reference(value, "questionnaire", questionnaires, "Config/questionnaires") + switchedOn(value)
            case .group(let group): return references(in: value, group)
            case .list(.group(let group)): return value.items.flatMap { references(in: $0, group) }
            default: return []
            }
        }
    }

    private func reference(_ node: SettingNode, _ what: String, _ known: Set<String>, _ folder: String) -> [Diagnostic]
    {
        guard let name = node.text, !known.contains(name) else { return [] }
        return [
            Diagnostic(
                node.place, "unknown-reference",
                "\(node.path): there is no \(what) '\(name)'\(Suggestion.phrase(for: name, among: known.sorted()))",
                hint: "it would be \(folder)/\(name).yaml")
        ]
    }

    /// A questionnaire with more questions than its plugin asks.
    private func tooLong(_ with: SettingNode, _ entry: PluginEntry) -> [Diagnostic] {
        guard let most = entry.manifest.mostQuestions, let node = with["questionnaire"], let name = node.text,
            let length = lengths[name], length > most
        else { return [] }
        return [
            Diagnostic(
                node.place, "questions",
                "\(node.path): expected \(most == 1 ? "one question" : "at most \(most) questions"), and '\(name)' has "
                    + "\(length)",
                hint: "'\(entry.manifest.id)' asks no more; name a questionnaire of its own")
        ]
    }

    private func switchedOn(_ node: SettingNode) -> [Diagnostic] {
        guard let name = node.text, switchedOff.contains(name) else { return [] }
        return [
            Diagnostic(
                node.place, "switched-off", "\(node.path): the instrument '\(name)' is off",
                hint: "read its terms in Config/questionnaires/\(name).yaml, then add it to 'instruments' in "
                    + "Config/milieu.yaml")
        ]
    }

    private func placed(_ name: Condition.Name, in node: SettingNode?) -> SourcePlace {
        guard let node, case .scalar(_, let isQuoted) = node.content else { return SourcePlace(file: "") }
        return node.place.advanced(by: name.offset + (isQuoted ? 1 : 0), length: name.text.count)
    }

    /// The names in `when` and `${{ … }}`: inputs that are declared, outputs that an earlier step has.
    private func names(in job: SettingNode) -> [Diagnostic] {
        let inputs = job["on"]?["manual"]?["inputs"]?.entries?.map(\.key) ?? []
        var earlier: [String: [String]] = [:]
        var faults: [Diagnostic] = []
        if let group = job["concurrency"]?["group"], let name = group.expression,
            let fault = fault(of: name, at: group.place, inputs: inputs, earlier: [:])
        {
            faults.append(fault)
        }
        for step in job["steps"]?.items ?? [] {
            let when = step["when"]
            for name in condition(in: when) {
                let place = placed(name, in: when)
                if let fault = fault(of: name.text, at: place, inputs: inputs, earlier: earlier) {
                    faults.append(fault)
                }
            }
            if let event = step["wait_for"]?["event"] { faults += self.event(event) }
            for value in (step["with"]?.scalars ?? []) + (step["wait_for"]?.scalars ?? []) {
                guard let name = value.expression else { continue }
                if let fault = fault(of: name, at: value.place, inputs: inputs, earlier: earlier) {
                    faults.append(fault)
                }
            }
            guard let uses = step["uses"]?.text else { continue }
            earlier[step["id"]?.text ?? uses] = registry[uses]?.manifest.outputs ?? []
        }
        return faults
    }

    private func fault(
        of name: String, at place: SourcePlace, inputs: [String], earlier: [String: [String]]
    ) -> Diagnostic? {
        let parts = name.split(separator: ".").map(String.init)
        if parts.first == "inputs", parts.count == 2 {
            guard !inputs.contains(parts[1]) else { return nil }
            return Diagnostic(
                place, "unknown-input",
                "there is no input '\(parts[1])'\(Suggestion.phrase(for: parts[1], among: inputs))",
                hint: "declare it under on.manual.inputs")
        }
        guard parts.first == "steps", parts.count >= 3, let output = parts.last else {
            return Diagnostic(
                place, "unknown-name", "'\(name)' is neither inputs.NAME nor steps.ID.NAME")
        }
        let step = parts[1..<(parts.count - 1)].joined(separator: ".")
        guard let outputs = earlier[step] else {
            return Diagnostic(
                place, "unknown-step",
                "no earlier step has the id '\(step)'\(Suggestion.phrase(for: step, among: earlier.keys.sorted()))")
        }
        guard !outputs.contains(output) else { return nil }
        return Diagnostic(
            place, "unknown-output",
            "step '\(step)' decides no '\(output)'\(Suggestion.phrase(for: output, among: outputs))",
            hint: outputs.isEmpty
                ? "it decides nothing that others can read" : "it decides \(outputs.joined(separator: ", "))")
    }
}

extension SettingNode {
    /// The items of a list; none for anything else.
    var items: [SettingNode] {
        guard case .list(let items) = content else { return [] }
        return items
    }

    /// Every scalar inside, at any depth.
    var scalars: [SettingNode] {
        switch content {
        case .scalar: [self]
        case .list(let items): items.flatMap(\.scalars)
        case .mapping(let entries): entries.flatMap(\.value.scalars)
        case .empty: []
        }
    }
}
