/// Takes the lines of a calendar apart into events and collects what is wrong.
struct CalendarReader {
    private(set) var faults: [CalendarFault] = []
    private let lines: [LogicalLine]

    /// An event's own properties.
    private struct Component {
        let begin: ContentLine
        let line: Int
        var properties: [ContentLine] = []
    }

    init(_ file: [UInt8]) { lines = LogicalLine.lines(of: file) }

    /// The events, overrides with their originals' times taken out; not to be used when there are faults.
    mutating func events(zones: (String) -> ZoneRules?) -> [CalendarEvent] {
        var events: [CalendarEvent] = []
        for component in components() {
            var builder = EventBuilder(begin: component.begin, line: component.line, properties: component.properties)
            if let event = builder.event(zones: zones) { events.append(event) }
            faults += builder.faults
        }
        return linked(events)
    }

    /// The events; components of other kinds, and what stands inside of an event, are passed over.
    private mutating func components() -> [Component] {
        var found: [Component] = []
        var open: [(name: String, line: ContentLine)] = []
        for source in lines {
            let line: ContentLine
            do { line = try ContentLine(source) } catch {
                faults.append(error)
                continue
            }
            let value = line.value.text.uppercased()
            switch line.name {
            case "BEGIN":
                if open.isEmpty, value != "VCALENDAR" {
                    faults.append(line.fault("a calendar begins with BEGIN:VCALENDAR"))
                }
                if value == "VEVENT", open.count == 1 {
                    found.append(Component(begin: line, line: line.fault("").line))
                }
                open.append((value, line))
            case "END":
                guard open.last?.name == value else {
                    let hint = open.last.map { "END:\($0.name) is missing before it" }
                    faults.append(line.fault("END:\(value) ends nothing that was begun", hint: hint))
                    return []
                }
                open.removeLast()
            default:
                if open.isEmpty {
                    faults.append(line.fault("a calendar begins with BEGIN:VCALENDAR"))
                    return []
                }
                if open.count == 2, open.last?.name == "VEVENT" { found[found.count - 1].properties.append(line) }
            }
        }
        if let last = open.last { faults.append(last.line.fault("\(last.name) is begun and never ended")) }
        if lines.isEmpty {
            faults.append(CalendarFault(line: 1, column: 1, message: "a calendar begins with BEGIN:VCALENDAR"))
        }
        return found
    }

    /// Takes the times that overrides stand in for out of the events that they belong to.
    private mutating func linked(_ events: [CalendarEvent]) -> [CalendarEvent] {
        var linked: [CalendarEvent] = []
        var originals: [String: Int] = [:]
        for event in events where event.overrides == nil {
            if let known = originals[event.uid] {
                faults.append(
                    CalendarFault(
                        line: event.line, column: 1,
                        message: "the event of line \(linked[known].line) has the same UID '\(event.uid)'"))
                continue
            }
            originals[event.uid] = linked.count
            linked.append(event)
        }
        for event in events {
            guard let time = event.overrides else { continue }
            if let index = originals[event.uid] {
                guard time.isDate == linked[index].start.isDate else {
                    faults.append(
                        CalendarFault(
                            line: event.line, column: 1,
                            message: "RECURRENCE-ID must be a day or a time, as the start of the event it belongs to is"
                        ))
                    continue
                }
                linked[index].removed.append(time)
                // A series that is cancelled as a whole takes its changed instances along.
                if linked[index].isCancelled { continue }
            }
            linked.append(event)
        }
        return linked
    }
}
