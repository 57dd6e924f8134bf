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

    /// Gives a file a second name in its folder, on the disk when this returns; where that cannot be, a copy.
    static func link(_ path: String, to other: String) throws {
        if Glibc.link(path, other) != 0 {
            guard [EPERM, ENOTSUP, EMLINK, ENOSYS].contains(errno) else { throw Failure("write", other) }
            try FileManager.default.copyItem(atPath: path, toPath: other)
            try synchronize(other)
        }
        try synchronize(URL(fileURLWithPath: other).deletingLastPathComponent().path)
    }

    /// Gives `path` the owner and the mode of `other`, as far as this user may, so that whoever uses that one can use it.
    static func resemble(_ other: String, _ path: String) {
        var status = stat()
        guard stat(other, &status) == 0 else { return }
        // Whoever is not root owns both already.
        _ = chown(path, status.st_uid, status.st_gid)
        _ = chmod(path, status.st_mode & 0o7777)
    }

    /// Makes a new file that nobody else may read; one that is there already is left alone.
    static func createPrivate(_ path: String, text: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("write", path) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure("write", path) }
            start += count
        }
        guard fsync(descriptor) == 0 else { throw Failure("write", path) }
    }

    private static func synchronize(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure("write", path) }
    }
}
