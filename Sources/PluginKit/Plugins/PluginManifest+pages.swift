extension PluginManifest {
    /// What the pages of one step say together, as `outputs` describes it.
    ///
    /// `earlier`: What the pages before this one say; empty for the first.
    ///
    /// - Throws: `PlanFailure`, which no other try helps, when a count is not one whole number, or too large a one.
    public func joined(
        _ earlier: [String: [String]], with page: [String: [String]]
    ) throws(PlanFailure) -> [String: [String]] {
        var all = earlier
        for (name, values) in page {
            guard counts.contains(name) else {
                all[name, default: []] += values
                continue
            }
            guard values.count == 1, let count = values.first.flatMap({ Int($0) }) else {
                throw fault(
                    of: name,
                    "expected one whole number, found \(values.isEmpty ? "none" : "'\(values.joined(separator: ", "))'")"
                )
            }
            let (sum, isTooLarge) = (all[name]?.first.flatMap { Int($0) } ?? 0).addingReportingOverflow(count)
            guard !isTooLarge else { throw fault(of: name, "the pages together count more than a number can hold") }
            all[name] = ["\(sum)"]
        }
        return all
    }

    private func fault(of name: String, _ words: String) -> PlanFailure {
        PlanFailure("plugin '\(id)', count '\(name)': \(words)", retry: .cannotHelp)
    }
}
