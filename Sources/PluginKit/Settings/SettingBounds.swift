extension SettingValue where Self: Comparable {
    /// Refuses a value that is out of its bounds, in one sentence for all settings.
    ///
    /// `setting`: The name in the file, such as `answer_within`.
    ///
    /// - Throws: `BrokenRule` with the bounds and the value as a person writes them.
    public func check(_ setting: String, in bounds: ClosedRange<Self>) throws(BrokenRule) {
        guard !bounds.contains(self) else { return }
        throw BrokenRule(
            setting, "expected \(bounds.lowerBound.yamlText) to \(bounds.upperBound.yamlText), found '\(yamlText)'")
    }
}
