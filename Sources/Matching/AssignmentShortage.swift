/// Rows that want more places than all the columns they may go to have together.
///
/// This is the set in Hall's theorem that shows why some rows go nowhere: `rows.count > places`, every column permitted
/// for one of the rows is in `columns`, and in any largest assignment exactly `rows.count - places` of them stay out.
/// Relief comes only from a place in one of `columns`, or from a permitted pair between one of `rows` and another column.
///
/// Source: P. Hall, "On representatives of subsets", 1935; Dulmage and Mendelsohn, "Coverings of bipartite graphs", 1958.
public struct AssignmentShortage: Hashable, Sendable, CustomStringConvertible {
    /// In ascending order.
    public let rows: [Int]
    /// In ascending order; empty when the one row has no candidate at all.
    public let columns: [Int]
    /// The capacities of `columns` together.
    public let places: Int

    /// How many of `rows` stay out, in every largest assignment.
    public var leftOutCount: Int { rows.count - places }

    public var description: String {
        func named(_ word: String, _ numbers: [Int]) -> String {
            "\(word)\(numbers.count == 1 ? "" : "s") \(numbers.map(String.init).joined(separator: ", "))"
        }
        guard !columns.isEmpty else { return "\(named("row", rows)) may go to no column" }
        return "\(named("row", rows)) may only go to \(named("column", columns)), with \(places) "
            + (places == 1 ? "place" : "places")
    }
}
