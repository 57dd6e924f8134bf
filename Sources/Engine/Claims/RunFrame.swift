import Community
import Persistence
import PluginKit
import Scheduling

/// What planning a step needs to know about its run, whether the run is real or only looked at.
struct RunFrame: Sendable {
    /// nil when nothing will be committed.
    let run: String?
    let job: Job
    let cause: RunCause
    let trigger: String
    let nominal: Instant
    let zone: String
    let inputs: [String: String]
    /// What earlier steps decided, by step and name.
    var outputs: [String: [String: [String]]] = [:]

    init(
        run: String?, job: Job, cause: RunCause, trigger: String, nominal: Instant, zone: String,
        inputs: [String: String]
    ) {
        self.run = run
        self.job = job
        self.cause = cause
        self.trigger = trigger
        self.nominal = nominal
        self.zone = zone
        self.inputs = inputs
    }

    init(_ record: RunRecord, job: Job) {
        self.init(
            run: record.id, job: job, cause: record.cause, trigger: record.trigger, nominal: record.nominal,
            zone: record.zone, inputs: record.inputs)
    }

    /// What `when` and `${{ … }}` see under a name.
    func value(of name: String) -> ConditionValue {
        let parts = name.split(separator: ".").map(String.init)
        switch parts.first {
        case "inputs" where parts.count == 2:
            guard let text = input(parts[1]) else { return .none }
            if text == "true" || text == "false" { return .boolean(text == "true") }
            return Double(text).map { .number($0) } ?? .text(text)
        case "steps" where parts.count >= 3:
            let step = parts[1..<(parts.count - 1)].joined(separator: ".")
            return outputs[step]?[parts[parts.count - 1]].map { .list($0) } ?? .none
        default: return .none
        }
    }

    /// A given input, or its default.
    func input(_ name: String) -> String? {
        let given = inputs[name] ?? job.definition.on.manual?.inputs[name]?.default
        return given?.isEmpty == true ? nil : given
    }

    /// `text`, or what it stands for when it is a `${{ … }}`; nil when that is nothing.
    func text(_ text: String) -> String? {
        guard text.hasPrefix("${{"), text.hasSuffix("}}") else { return text.isEmpty ? nil : text }
        switch value(of: String(text.dropFirst(3).dropLast(2)).filter { $0 != " " }) {
        case .none: return nil
        case .list(let texts): return texts.first
        case .text(let text): return text
        case .number(let number): return "\(number)"
        case .boolean(let value): return "\(value)"
        default: return nil
        }
    }

    /// `with` with every `${{ … }}` replaced by its value; a key whose value is nothing is left out.
    func resolved(_ node: SettingNode) -> SettingNode {
        switch node.content {
        case .mapping(let entries):
            let kept = entries.compactMap { entry -> SettingNode.Entry? in
                guard let name = entry.value.expression else {
                    return SettingNode.Entry(key: entry.key, keyPlace: entry.keyPlace, value: resolved(entry.value))
                }
                return constant(name, at: entry.value).map {
                    SettingNode.Entry(key: entry.key, keyPlace: entry.keyPlace, value: $0)
                }
            }
            return SettingNode(.mapping(kept), place: node.place, path: node.path)
        case .list(let items): return SettingNode(.list(items.map(resolved)), place: node.place, path: node.path)
        case .scalar, .empty: return node
        }
    }

    private func constant(_ name: String, at node: SettingNode) -> SettingNode? {
        let content: SettingNode.Content
        switch value(of: name) {
        case .none: return name.hasPrefix("steps.") ? SettingNode(.list([]), place: node.place, path: node.path) : nil
        case .list(let texts):
            content = .list(
                texts.map { SettingNode(.scalar(text: $0, isQuoted: true), place: node.place, path: node.path) })
        default: content = .scalar(text: input(String(name.dropFirst("inputs.".count))) ?? "", isQuoted: true)
        }
        return SettingNode(content, place: node.place, path: node.path)
    }
}
