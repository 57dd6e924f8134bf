public import Scheduling

/// What the triggers by the clock have in common: when they begin and end, what spreads them, and what they leave out.
///
/// Each declares the settings itself, as a file has them side by side with its own.
public protocol BoundedTrigger: SettingsGroup {
    var jitter: Duration? { get }
    var starts: CivilDate? { get }
    var ends: CivilDate? { get }
    var exclude: [CalendarName] { get }
}

extension BoundedTrigger {
    func checkBounds() throws(BrokenRule) {
        if let jitter, jitter < .zero || jitter > .seconds(86_400) {
            throw BrokenRule("jitter", "expected 0s to 1d, found '\(jitter.yamlText)'")
        }
        if let starts, let ends, ends <= starts {
            throw BrokenRule("ends", "expected a day after 'starts' (\(starts)), found '\(ends)'")
        }
    }
}
