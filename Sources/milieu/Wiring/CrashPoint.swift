import Delivery
import Engine
import Glibc
import Synchronization

/// Ends this process at a named place of the protocol, as a power cut would: for tests, and in debug builds only.
///
/// `MILIEU_FAILPOINT=after-claim` ends it when it comes there first, `after-claim:3` the third time.
/// `MILIEU_FAILPOINT_HOLD=before-commit` holds every thread that comes there until its task is told to stop, so that
/// something else can happen meanwhile. The places are those of `Failpoint` and `DeliveryFailpoint`.
enum CrashPoint {
    /// Why the environment does not say where, in a sentence.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// What is to be told of each place that is reached.
    static func asked(by environment: [String: String]) throws(Refusal) -> @Sendable (String) -> Void {
        #if DEBUG
        let end = try environment["MILIEU_FAILPOINT"].map { text throws(Refusal) in try End(text) }
        let held = try environment["MILIEU_FAILPOINT_HOLD"].map { text throws(Refusal) in
            try known(text, in: "MILIEU_FAILPOINT_HOLD")
        }
        guard end != nil || held != nil else { return { _ in } }
        return { name in
            if name == held { hold(at: name) }
            end?.reach(name)
        }
        #else
        return { _ in }
        #endif
    }

    #if DEBUG
    private static let names = Failpoint.allCases.map(\.rawValue) + DeliveryFailpoint.allCases.map(\.rawValue)

    private static func known(_ name: String, in variable: String) throws(Refusal) -> String {
        guard names.contains(name) else {
            throw Refusal(
                description: "\(variable): there is no failpoint '\(name)', expected one of "
                    + names.joined(separator: ", "))
        }
        return name
    }

    private static func hold(at name: String) {
        StandardStream.error.write("failpoint \(name): holds\n")
        while !Task.isCancelled { usleep(1_000) }
    }

    /// Where it ends, counting down.
    private final class End: Sendable {
        private let name: String
        private let left: Mutex<Int>

        init(_ text: String) throws(Refusal) {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            name = try known(String(parts[0]), in: "MILIEU_FAILPOINT")
            guard let count = parts.count == 1 ? 1 : Int(parts[1]), count > 0 else {
                throw Refusal(
                    description: "MILIEU_FAILPOINT: expected a count from 1 behind '\(name):', found '\(parts[1])'")
            }
            left = Mutex(count)
        }

        func reach(_ name: String) {
            guard name == self.name else { return }
            let isLast = left.withLock { left in
                left -= 1
                return left == 0
            }
            guard isLast else { return }
            StandardStream.error.write("failpoint \(name): ends\n")
            kill(getpid(), SIGKILL)
        }
    }
    #endif
}
