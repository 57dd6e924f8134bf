/// Tells how much time has gone by, whatever anybody sets the wall clock to.
///
/// For leases: who was stopped for longer than a lease lasts must not believe a wall clock that was set back meanwhile.
public protocol MonotonicClock: Sendable {
    /// Since some fixed moment; it never goes back, and counts while the machine sleeps.
    func elapsed() -> Duration
}
