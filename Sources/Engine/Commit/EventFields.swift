import Messages
import PluginKit
import Scheduling

/// The fields of messages that a calendar's event fills in, when the run was started for it.
///
/// `event.uid`, `event.start`, `event.end`, `event.title` and `event.location` as the calendar has them, and `time`, its
/// start on the reader's clock. Only what a message declares, as values are kept with it.
struct EventFields: Sendable {
    private let event: EventInstance

    /// nil for a run that no calendar started, and for an event that has moved or is gone since.
    init?(_ frame: RunFrame, in setting: ProgramSetting) {
        let triggers = frame.job.definition.on.calendar
        guard let index = TriggerKey.index(in: frame.trigger, prefix: "calendar"), triggers.indices.contains(index),
            let calendar = setting.catalog.calendars[triggers[index].calendar.name]?.events,
            let found = calendar.occasions(
                at: triggers[index].offset, from: frame.nominal, to: frame.nominal + .milliseconds(1),
                zone: setting.zone
            ).first
        else { return nil }
        event = found.event
    }

    /// A name of its own for each time that it takes place: mail programs know no "this one of many" without the whole rule.
    var name: String { "\(event.uid)-\(event.civilStart.date)" }

    /// The values for one reader.
    func values(for template: MessageTemplate, in zone: ZoneRules) -> [String: String] {
        var values: [String: String] = [:]
        for field in template.fields {
            switch field.name {
            case "event.uid": values[field.name] = name
            case "event.start": values[field.name] = event.start.iso8601
            case "event.end": values[field.name] = event.end.iso8601
            case "event.title": values[field.name] = event.summary
            case "event.location": values[field.name] = event.location
            case "time": values[field.name] = "\(zone.civil(at: event.start).time)"
            default: break
            }
        }
        return values
    }
}
