import Delivery
import Dispatch
import Glibc
import Scheduling

/// Whether a host can be reached: its name, a connection, and what a mail relay says of itself.
struct HostProbe: Sendable {
    let host: String
    let port: Int
    /// For the connection, and for each answer.
    let limit: Duration

    /// What is wrong, in a sentence that says what to do.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// Connects, and says goodbye.
    ///
    /// `mail`: How a relay keeps the connection private; nil for another kind of host.
    /// `permits`: Whether messages may go to an address, as text.
    func look(
        mail: MailRelay.Security?, permits: @Sendable @escaping (_ address: String) -> Bool
    ) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            // It blocks: not on a thread that tasks share.
            DispatchQueue.global().async { continuation.resume(with: Result { try connect(mail, permits) }) }
        }
    }

    private func connect(_ mail: MailRelay.Security?, _ permits: (String) -> Bool) throws -> String {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &found)
        guard code == 0 else {
            throw Failure(
                "the name service knows no '\(host)' (\(String(cString: gai_strerror(code)))); check its spelling")
        }
        defer { freeaddrinfo(found) }
        var reason = "it has no address"
        var next = found
        while let info = next {
            next = info.pointee.ai_next
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            getnameinfo(
                info.pointee.ai_addr, info.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard permits(address) else {
                reason = "\(address) is a private address; name it in 'egress.allow' when it is meant"
                continue
            }
            let descriptor = socket(
                info.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            if Glibc.connect(descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) != 0 {
                var status = errno
                if status == EINPROGRESS {
                    var size = socklen_t(MemoryLayout<Int32>.size)
                    status = wait(for: descriptor, POLLOUT) ? 0 : ETIMEDOUT
                    if status == 0 { getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &status, &size) }
                }
                guard status == 0 else {
                    reason = "\(address): \(String(cString: strerror(status)))"
                    continue
                }
            }
            return try talk(descriptor, mail)
        }
        throw Failure("\(host):\(port) cannot be reached (\(reason)); check the name, the port and the firewall")
    }

    private func talk(_ descriptor: Int32, _ mail: MailRelay.Security?) throws -> String {
        guard let mail, mail != .implicit else { return "\(host):\(port) takes connections" }
        let greeting = reply(descriptor)
        guard greeting.hasPrefix("220") else {
            throw Failure(
                "\(host):\(port) does not greet as a mail relay; is the port right, or is 'tls: implicit' meant?")
        }
        say("EHLO localhost\r\n", descriptor)
        let offers = reply(descriptor)
        say("QUIT\r\n", descriptor)
        guard offers.hasPrefix("250") else { throw Failure("\(host):\(port) refuses EHLO; ask whoever runs the relay") }
        guard mail == .starttls else { return "\(host):\(port) is a mail relay" }
        guard offers.uppercased().contains("STARTTLS") else {
            throw Failure(
                "\(host):\(port) does not offer STARTTLS; use its other port with 'tls: implicit', or another relay")
        }
        return "\(host):\(port) is a mail relay with STARTTLS"
    }

    private func say(_ text: String, _ descriptor: Int32) {
        _ = send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))
    }

    /// A whole reply of SMTP (RFC 5321, 4.2.1), at most 16 KiB; what came of it when the time is over.
    private func reply(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < 16_384, wait(for: descriptor, POLLIN) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            bytes += buffer[..<count]
            let last = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").last ?? ""
            if bytes.last == 10, last.dropFirst(3).first != "-" { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func wait(for descriptor: Int32, _ event: Int32) -> Bool {
        var waits = [pollfd(fd: descriptor, events: Int16(event), revents: 0)]
        return poll(&waits, 1, Int32(limit.components.seconds * 1_000)) > 0
    }
}
