/// The categories that languages sort numbers into, by the names that translators know (Unicode CLDR, UTS #35 part 3).
public enum PluralCategory: String, CaseIterable, Comparable, Sendable {
    case zero
    case one
    case two
    case few
    case many
    case other

    public static func < (left: PluralCategory, right: PluralCategory) -> Bool { left.order < right.order }

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
