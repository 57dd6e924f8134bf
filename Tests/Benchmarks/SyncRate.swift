import Foundation
import Glibc

/// How often a second this disk keeps 4 KiB for good: what a commit costs at least.
enum SyncRate {
    private static let count = 200

    /// The rate of write(2) and fdatasync(2), at the growing end of a file in `folder`.
    static func measure(in folder: String) throws -> Double {
        let path = "\(folder)/sync-rate"
        let file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
        guard file >= 0 else { throw BenchFailure("\(path) cannot be written: \(String(cString: strerror(errno)))") }
        defer {
            close(file)
            unlink(path)
        }
        let block = [UInt8](repeating: 0x5A, count: 4_096)
        let start = BenchClock().elapsed()
        for _ in 0..<count {
            guard write(file, block, block.count) == block.count, fdatasync(file) == 0 else {
                throw BenchFailure("\(path) cannot be written: \(String(cString: strerror(errno)))")
            }
        }
        return Double(count) / ((BenchClock().elapsed() - start) / .seconds(1))
    }
}
