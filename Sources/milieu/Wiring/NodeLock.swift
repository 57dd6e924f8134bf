import Foundation
import Glibc
import Scheduling

/// The mark of the one process that plans on a SQLite store: a locked file beside it.
///
/// What caps count, and which run of a group is the one that runs, rests on there being one.
///
/// The kernel lets go of the lock when the process ends, however it does. What stands in the file is for messages only.
/// Asking whether it is locked takes nothing, so that nobody who asks is in the way of a node that starts.
///
/// Source: open file description locks, fcntl(2).
final class NodeLock: Sendable {
    /// What its holder does.
    enum Work: String {
        /// Works on all that is due.
        case node
        /// Works on one run, and ends.
        case run
        /// Puts a backup in the place of the store.
        case restore
    }

    /// Who holds it.
    struct Holder: Hashable {
        let process: String
        let since: String
        /// nil for a moment, when it has only just taken the lock.
        let work: Work?
    }

    /// Why it was not taken, in a sentence.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
        /// What whoever has it does; nil when nobody has, or nobody knows.
        var work: Work?
        /// Whether somebody has it; else it cannot be had at all.
        var isHeld = false
    }

    private static let test: Int32 = 36  // F_OFD_GETLK
    private static let set: Int32 = 37  // F_OFD_SETLK
    private let descriptor: Int32

    /// Takes the lock of the store at `path`, for as long as this lives.
    init(store path: String, for work: Work, at now: Instant) throws(Refusal) {
        let file = Self.file(of: path)
        descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Refusal(
                description:
                    "cannot write '\(file)': \(String(cString: strerror(errno))); check that its folder exists "
                    + "and may be written")
        }
        var lock = Self.wholeFile
        guard fcntl(descriptor, Self.set, &lock) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EAGAIN || code == EACCES else {
                throw Refusal(description: "cannot lock '\(file)': \(String(cString: strerror(code)))")
            }
            throw Self.refusal(path)
        }
        ftruncate(descriptor, 0)
        let text = Array("\(getpid()) \(now.iso8601) \(work.rawValue)\n".utf8)
        _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit {
        // Nobody shall take this one's words for the next one's.
        ftruncate(descriptor, 0)
        close(descriptor)
    }

    /// Takes the lock, and waits for somebody who holds it for a short piece of work.
    ///
    /// `patience`: For how long; a node is not waited for.
    /// `tell`: Called once with a sentence when there is something to wait for.
    static func taken(
        store path: String, for work: Work, at now: Instant, patience: Duration = .seconds(60),
        tell: (String) -> Void = { _ in }
    ) async throws -> NodeLock {
        let clock = SystemClock()
        let start = clock.elapsed()
        var isTold = false
        while true {
            do {
                return try NodeLock(store: path, for: work, at: now)
            } catch let refusal {
                let holder = holder(of: path)
                guard refusal.isHeld, refusal.work != .node, clock.elapsed() - start < patience else { throw refusal }
                if let holder, !isTold {
                    isTold = true
                    tell("Process \(holder.process) works on this store for a moment; waiting for it.")
                }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Who works on the store at `path` now; nil when nobody does.
    static func holder(of path: String) -> Holder? {
        let descriptor = open(file(of: path), O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var lock = wholeFile
        guard fcntl(descriptor, test, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let words = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return Holder(
            process: words.first.map(String.init) ?? "?", since: words.dropFirst().first.map(String.init) ?? "?",
            work: words.dropFirst(2).first.flatMap { Work(rawValue: String($0)) })
    }

    private static func refusal(_ path: String) -> Refusal {
        let holder = holder(of: path)
        if let holder, let work = holder.work, work != .node {
            let what = work == .run ? "works on a run" : "restores a backup"
            return Refusal(
                description:
                    "'\(path)' is held by process \(holder.process), which \(what) since \(holder.since); try again "
                    + "when it is done", work: work, isHeld: true)
        }
        let who = holder.map { "process \($0.process) works on it since \($0.since)" } ?? "another process works on it"
        return Refusal(
            description: "'\(path)' has a node already: \(who); stop that one first, or keep the store on PostgreSQL, "
                + "which any number of nodes may share", work: holder?.work, isHeld: true)
    }

    /// Beside the file itself, whichever way it was named.
    private static func file(of path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path + ".node"
    }

    private static var wholeFile: flock {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        return lock
    }
}
