import Community
import Engine
import Messages
import PluginKit
import Scheduling

/// The promises to people that a simulated month is held to, message by message.
struct Invariants: Sendable {
    let configuration: ProgramConfiguration
    /// When each person was sent something, over the last days.
    private var times: [MemberID: [Instant]] = [:]
    private(set) var broken: [String] = []
    private(set) var checked = 0

    init(configuration: ProgramConfiguration) { self.configuration = configuration }

    mutating func check(_ sent: SentMessage, zone: ZoneRules) {
        checked += 1
        let who = "message \(sent.message.id) to \(sent.member.id) at \(sent.at.iso8601)"
        if sent.member.hasStopped { broken.append("\(who): they asked to hear nothing more") }
        // What staff are told of their own work waits for nothing but their stop.
        let isWordToStaff = sent.message.purpose == nil && sent.member.isStaff
        if !isWordToStaff, sent.member.isPaused(at: sent.at) { broken.append("\(who): they are paused") }
        if let purpose = sent.message.purpose, !sent.member.consents.isGiven(purpose, at: sent.at, in: zone) {
            broken.append("\(who): they have not agreed to \(purpose.rawValue)")
        }
        let window = sent.member.quietHours ?? configuration.quietHours.window
        if !sent.message.ignoresQuietHours, !isWordToStaff, window.contains(zone.civil(at: sent.at).time) {
            broken.append("\(who): in their quiet hours \(window.from)-\(window.to)")
        }
        guard sent.message.purpose != nil else { return }
        // Caps count what was planned in a day; what was held overnight may meet the next day's within one more.
        let recent = (times[sent.member.id] ?? []).filter { sent.at - $0 < .days(7) } + [sent.at]
        times[sent.member.id] = recent
        if recent.count > configuration.caps.perWeek {
            broken.append("\(who): their \(recent.count). message in seven days, of \(configuration.caps.perWeek)")
        }
    }
}
