import Messages
import Scheduling

/// An entry for the reader's calendar as iTIP mail (RFC 5545, RFC 5546): an invitation, or that it is off.
///
/// Times are UTC, so that no zone has to be described; lines fold at 75 octets between characters.
struct CalendarInvitation: Sendable {
    let event: MessageEvent
    let organizerName: String
    let organizer: MailAddress
    let attendee: MailAddress
    /// When this version of the entry was made.
    let stamp: Instant

    var method: String { event.isCancelled ? "CANCEL" : "REQUEST" }

    /// - Throws: `MailHeaderError` for a text with a control character that no calendar may hold.
    func bytes() throws(MailHeaderError) -> [UInt8] {
        var lines = [
            "BEGIN:VCALENDAR", "PRODID:-//Milieu//Milieu//EN", "VERSION:2.0", "CALSCALE:GREGORIAN", "METHOD:\(method)",
            "BEGIN:VEVENT", "UID:\(try Self.text(event.uid, of: "UID"))", "SEQUENCE:\(max(0, event.sequence))",
            "DTSTAMP:\(Self.time(stamp))", "DTSTART:\(Self.time(event.start))",
        ]
        // An event without an end ends where it begins; an end that is not later is no end.
        if event.end > event.start { lines.append("DTEND:\(Self.time(event.end))") }
        lines.append("SUMMARY:\(try Self.text(event.summary, of: "SUMMARY"))")
        if let location = event.location { lines.append("LOCATION:\(try Self.text(location, of: "LOCATION"))") }
        let name = try Self.parameter(organizerName, of: "ORGANIZER")
        lines += [
            "STATUS:\(event.isCancelled ? "CANCELLED" : "CONFIRMED")", "CLASS:PRIVATE", "TRANSP:OPAQUE",
            "ORGANIZER;CN=\(name):\(organizer.mailto)",
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:\(attendee.mailto)",
            "END:VEVENT", "END:VCALENDAR",
        ]
        return lines.flatMap(Self.folded)
    }

    /// `20261119T200000Z` (RFC 5545 section 3.3.5, form 2).
    private static func time(_ instant: Instant) -> String {
        instant.iso8601.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    /// RFC 5545 section 3.3.11.
    private static func text(_ text: String, of name: String) throws(MailHeaderError) -> String {
        var result = ""
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case ";": result += "\\;"
            case ",": result += "\\,"
            case "\n", "\r": result += "\\n"
            case "\t": result += "\t"
            default:
                guard scalar.value >= 32, scalar.value != 127 else { throw MailHeaderError(name: name) }
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A quoted parameter, in which RFC 6868 writes what quotes cannot hold.
    private static func parameter(_ text: String, of name: String) throws(MailHeaderError) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "^": result += "^^"
            case "\"": result += "^'"
            default:
                guard scalar.value >= 32, scalar.value != 127 else { throw MailHeaderError(name: name) }
                result.unicodeScalars.append(scalar)
            }
        }
        return "\"\(result)\""
    }

    private static func folded(_ line: String) -> [UInt8] {
        var out: [UInt8] = []
        var length = 0
        for scalar in line.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if length + bytes.count > 75 {
                out += [13, 10, 32]
                length = 1
            }
            out += bytes
            length += bytes.count
        }
        return out + [13, 10]
    }
}
