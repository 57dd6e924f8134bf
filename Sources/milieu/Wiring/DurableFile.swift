import Foundation
import Glibc

/// Files that appear whole or not at all, and are on the disk when they do.
enum DurableFile {
    /// What the system said.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        fileprivate init(_ what: String, _ path: String) {
            description = "cannot \(what) '\(path)': \(String(cString: strerror(errno)))"
        }
    }

    /// An empty file for `path`, beside it, that nobody else may read.
    static func temporary(for path: String) throws -> String {
        let name = "\(path).part-\(getpid())"
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("write", name) }
        close(descriptor)
        return name
    }

    /// Gives `temporary` its name, in place of what had it, with its bytes and the name on the disk.
    static func keep(_ temporary: String, as path: String) throws {
        try synchronize(temporary)
        guard rename(temporary, path) == 0 else { throw Failure("write", path) }
        try synchronize(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    /// Moves a file within its folder; nothing is done when there is none.
    static func move(_ path: String, to target: String) throws {
        guard rename(path, target) == 0 || errno == ENOENT else { throw Failure("move", path) }
    }

    private static func synchronize(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure("write", path) }
    }
}
