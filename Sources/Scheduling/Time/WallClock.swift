/// Tells what time it is.
///
/// The real one is read in one place of the program; everything else is handed a clock.
public protocol WallClock: Sendable {
    func now() -> Instant
}
