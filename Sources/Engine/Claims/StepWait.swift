import Community
import Persistence
import PluginKit
import Scheduling

/// What a step waits for before it is planned, as it stands for one run.
struct StepWait: Sendable {
    /// nil when it waits for a date.
    let event: String?
    /// About whom; nil for anybody.
    let member: MemberID?
    let otherwise: WaitSetting.Otherwise
    private let setting: WaitSetting
    private let turn: Instant

    /// What a look shows.
    enum Look: Hashable, Sendable {
        /// It has happened, or the day has come.
        case over
        case waits(until: Instant)
        /// The time is over and nothing happened.
        case inVain(because: String)
    }

    /// `turn`: When the step before ended; what happened earlier does not count.
    init(_ setting: WaitSetting, turn: Instant, frame: RunFrame) {
        self.setting = setting
        self.turn = turn
        event = setting.event
        member = setting.member.flatMap { frame.text($0) }.map { MemberID($0) }
        otherwise = setting.otherwise
    }

    func look(in engine: ProgramEngine, now: Instant) async throws -> Look {
        if let date = setting.date {
            let until = engine.programZone.firstInstant(of: CivilDateTime(date: date, time: setting.at))
            return until > now ? .waits(until: until) : .over
        }
        guard let event else { return .over }
        if try await engine.store.hasHappened(event, to: member, since: turn) { return .over }
        let until = turn + setting.within
        return until > now ? .waits(until: until) : .inVain(because: "no \(event) within \(setting.within.yamlText)")
    }
}
