import CCurl
import Glibc

/// libcurl's callbacks: C functions that find their transfer through the context pointer.
///
/// Each runs on the driver's thread inside `curl_multi_perform`; none throws, and none calls libcurl but to set an option of
/// its own handle.
enum CurlCallbacks {
    /// Safe because the driver keeps the transfer alive until its handle has left the multi handle.
    private static func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    static let read: milieu_data_callback = { buffer, size, count, context in
        guard let buffer, let transfer = transfer(context) else { return 0 }
        let length = min(size * count, transfer.upload.count - transfer.sent)
        transfer.upload[transfer.sent..<(transfer.sent + length)].withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { memcpy(buffer, base, length) }
        }
        transfer.sent += length
        return length
    }

    /// Goes back to where libcurl sends from again: a kept connection may turn out to be closed by the other side.
    static let seek: milieu_seek_callback = { context, offset, origin in
        guard let transfer = transfer(context), origin == SEEK_SET, offset >= 0, offset <= transfer.upload.count else {
            return CURL_SEEKFUNC_CANTSEEK
        }
        transfer.sent = Int(offset)
        return CURL_SEEKFUNC_OK
    }

    static let write: milieu_data_callback = { data, size, count, context in
        guard let data, let transfer = transfer(context) else { return 0 }
        let length = size * count
        guard transfer.body.count + length <= CurlTransfer.longestBody else {
            transfer.isTooLarge = true
            return 0
        }
        transfer.body.append(
            contentsOf: UnsafeRawBufferPointer(start: data, count: length))
        return length
    }

    static let header: milieu_data_callback = { data, size, count, context in
        guard let data, let transfer = transfer(context) else { return 0 }
        let length = size * count
        guard transfer.headerLines.count < 256, length <= 8_192 else {
            transfer.isTooLarge = true
            return 0
        }
        let bytes = UnsafeRawBufferPointer(start: data, count: length)
        let line = String(decoding: bytes, as: UTF8.self)
        let text = String(line.prefix { !$0.isNewline })
        transfer.isAnswered = text.isEmpty
        transfer.headerLines.append(text)
        if transfer.mailing != nil { transfer.relaySaid(text) }
        return length
    }

    /// Refuses an address that the policy does not permit, before it is dialled.
    static let open: milieu_socket_callback = { context, _, address in
        guard let address, let transfer = transfer(context) else { return curl_socket_t(-1) }
        var text = [CChar](repeating: 0, count: 64)
        let length = socklen_t(address.pointee.addrlen)
        let status = withUnsafePointer(to: &address.pointee.addr) {
            getnameinfo($0, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        }
        let name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard status == 0, transfer.policy.permits(address: name, host: transfer.host) else {
            transfer.refusedAddress = name
            return curl_socket_t(-1)
        }
        // A name may have several addresses: what counts is the one that is used in the end.
        transfer.refusedAddress = nil
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    /// The same check when a connection is reused, for which no socket is opened.
    static let beforeRequest: milieu_prereq_callback = { context, remote, _, _, localPort in
        guard let remote, let transfer = transfer(context) else { return CURL_PREREQFUNC_ABORT }
        let name = String(cString: remote)
        guard transfer.policy.permits(address: name, host: transfer.host) else {
            transfer.refusedAddress = name
            return CURL_PREREQFUNC_ABORT
        }
        if transfer.mailing != nil, !transfer.mayMail(from: localPort) { return CURL_PREREQFUNC_ABORT }
        return CURL_PREREQFUNC_OK
    }
}
