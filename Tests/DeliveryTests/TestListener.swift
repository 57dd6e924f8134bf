import Foundation
import Glibc
import Synchronization

/// A server in the test's own hands, on a port of the loopback address.
final class TestListener: Sendable {
    let port: Int
    private let descriptor: Int32

    struct Failure: Error {}

    /// `backlog`: How many connections may wait to be accepted.
    init(backlog: Int32 = 128) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { [descriptor] address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, backlog) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else { throw Failure() }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }

    /// Waits for the next connection.
    func take() async -> Connection { await apart { [descriptor] in Connection(accept(descriptor, nil, nil)) } }

    /// One connection, closed with the last reference to it.
    final class Connection: Sendable {
        private let descriptor: Mutex<Int32>

        init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

        deinit { hangUp() }

        func hangUp() {
            descriptor.withLock { descriptor in
                if descriptor >= 0 { close(descriptor) }
                descriptor = -1
            }
        }

        /// Reads one request with a body of `count` bytes; false when the other side has hung up.
        func readRequest(body count: Int) async -> Bool { await apart { self.read(body: count) } }

        private func read(body count: Int) -> Bool {
            let descriptor = descriptor.withLock { $0 }
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4_096)
            while true {
                let length = recv(descriptor, &chunk, chunk.count, 0)
                guard length > 0 else { return false }
                bytes += chunk[..<length]
                let text = String(decoding: bytes, as: UTF8.self)
                if let end = text.range(of: "\r\n\r\n"), text[end.upperBound...].utf8.count >= count { return true }
            }
        }

        func answer(_ text: String = "HTTP/1.1 204 No Content\r\n\r\n") {
            let descriptor = descriptor.withLock { $0 }
            _ = text.withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        }
    }
}

/// A listener whose queue is full: who connects waits.
final class FullListener: Sendable {
    let port: Int
    private let listener: TestListener
    private let fillers: [Int32]

    init() throws {
        listener = try TestListener(backlog: 0)
        port = listener.port
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = UInt16(port).bigEndian
        // The queue holds one more than its length; what comes after it is dropped.
        fillers = (0..<3).map { _ in
            let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            _ = withUnsafePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(filler, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            return filler
        }
    }

    deinit { for filler in fillers { close(filler) } }
}
