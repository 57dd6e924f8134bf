/// Names nodes for people.
public enum NodeName {
    /// `owner`, which is `machine~ids/boot/process/start`, as `machine (process 4711)`; as it is when it is of another shape.
    public static func shown(_ owner: String) -> String {
        let parts = owner.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 4 ? "\(parts[0].prefix { $0 != "~" }) (process \(parts[2]))" : owner
    }
}
