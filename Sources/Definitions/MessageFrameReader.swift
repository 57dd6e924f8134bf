import Messages
import PluginKit
import Scheduling

/// Reads what is the same in every language of a message.
struct MessageFrameReader {
    let texts: MessageTextReader

    func read(_ file: MessageFile, _ node: SettingNode, into faults: inout [Diagnostic]) -> MessageFrame {
        MessageFrame(
            urgency: file.urgency, sensitivity: file.sensitivity, thread: key(node["thread"], into: &faults),
            replaces: key(node["replaces"], into: &faults), expiresAfter: file.expiresAfter,
            event: file.event == nil ? nil : node["event"].flatMap { event($0, into: &faults) })
    }

    private func key(_ node: SettingNode?, into faults: inout [Diagnostic]) -> TemplateText? {
        guard let node, node.text != nil else { return nil }
        return texts.line(node, into: &faults)
    }

    private func event(_ node: SettingNode, into faults: inout [Diagnostic]) -> EventTemplate? {
        for name in ["start", "end"] {
            guard let part = node[name], let text = part.text, !text.contains("{{"), Instant(iso8601: text) == nil
            else {
                continue
            }
            faults.append(part.expected("a time such as 2026-11-21T18:00:00Z, or a field", rule: "event"))
        }
        if let place = node["location"] { texts.checkDiscretion(place, upTo: nil, into: &faults) }
        guard let uid = key(node["uid"], into: &faults), let start = key(node["start"], into: &faults),
            let end = key(node["end"], into: &faults)
        else { return nil }
        return EventTemplate(
            uid: uid, start: start, end: end, location: key(node["location"], into: &faults),
            sequence: key(node["sequence"], into: &faults), cancelled: key(node["cancelled"], into: &faults))
    }
}
