extension ZoneRules {
    /// When a reading of the clock fires, by the rule for fixed times.
    ///
    /// A reading that the clocks skip fires at the first instant after the gap, one that comes twice the first time. nil
    /// for a reading that a gap of more than three hours removed, which is a change of the calendar.
    func fire(at nominal: CivilDateTime) -> CronFire? {
        switch resolve(nominal) {
        case .unique(let instant): CronFire(instant: instant, nominal: nominal, note: nil)
        case .overlap(let first, _):
            CronFire(
                instant: first, nominal: nominal,
                note: "\(nominal.time) comes twice that night (clocks go back); runs the first time")
        case .gap(let end, let length):
            length > .hours(3)
                ? nil
                : CronFire(
                    instant: end, nominal: nominal,
                    note: "\(nominal.time) does not exist that night (clocks go forward); runs at "
                        + "\(civil(at: end).time)")
        }
    }
}
