import CCurl
import Glibc

/// libcurl's callbacks: C functions that find their transfer through the context pointer.
///
/// Each runs on the driver's thread inside of libcurl; none throws, and none calls libcurl but to set an option of its own
/// handle.
enum CurlCallbacks {
    /// Safe because the driver keeps the handle alive for as long as libcurl knows it.
    private static func handle(_ context: UnsafeMutableRawPointer?) -> CurlHandle? {
        context.map { Unmanaged<CurlHandle>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? { handle(context)?.transfer }

    private static func loop(_ context: UnsafeMutableRawPointer?) -> CurlLoop? {
        context.map { Unmanaged<CurlLoop>.fromOpaque($0).takeUnretainedValue() }
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
        let room = CurlTransfer.longestBody - transfer.body.count
        transfer.body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: min(length, room)))
        guard length <= room else {
            transfer.isTooLarge = true
            return 0
        }
        return length
    }

    static let header: milieu_data_callback = { data, size, count, context in
        guard let data, let transfer = transfer(context) else { return 0 }
        let length = size * count
        let bytes = UnsafeRawBufferPointer(start: data, count: length)
        if case .http = transfer.kind { return transfer.takeHead(bytes) ? length : 0 }
        guard transfer.headerLines.count < 256, length <= 8_192 else {
            transfer.isTooLarge = true
            return 0
        }
        let line = String(decoding: bytes, as: UTF8.self)
        let text = String(line.prefix { !$0.isNewline })
        transfer.isAnswered = text.isEmpty
        transfer.headerLines.append(text)
        if transfer.mailing != nil { transfer.relaySaid(text) }
        return length
    }

    /// Refuses an address that the policy does not permit, before it is dialled.
    static let open: milieu_socket_callback = { context, _, address in
        guard let address, let handle = handle(context), let transfer = handle.transfer else {
            return curl_socket_t(-1)
        }
        let dialled = withUnsafePointer(to: &address.pointee.addr) { IPAddress($0) }
        guard let dialled, handle.loop.permits(dialled, transfer) else {
            transfer.refusedAddress = dialled
            return curl_socket_t(-1)
        }
        // A name may have several addresses: what counts is the one that is used in the end.
        transfer.refusedAddress = nil
        let descriptor = socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
        handle.loop.sockets.opened(descriptor)
        return descriptor
    }

    /// Notes whether the end of a request was lost with its connection.
    static let close: milieu_close_callback = { context, descriptor in
        loop(context)?.closing(descriptor)
        return Glibc.close(descriptor)
    }

    /// The same check before each request, as no socket is opened for a connection that is used again.
    static let beforeRequest: milieu_prereq_callback = { context, remote, _, _, localPort in
        guard let remote, let handle = handle(context), let transfer = handle.transfer else {
            return CURL_PREREQFUNC_ABORT
        }
        guard let address = IPAddress(cString: remote), handle.loop.permits(address, transfer) else {
            transfer.refusedAddress = IPAddress(cString: remote)
            return CURL_PREREQFUNC_ABORT
        }
        if case .http = transfer.kind, !handle.loop.begins(handle, transfer) { return CURL_PREREQFUNC_ABORT }
        if transfer.mailing != nil, !transfer.mayMail(from: localPort) { return CURL_PREREQFUNC_ABORT }
        return CURL_PREREQFUNC_OK
    }

    static let watch: milieu_watch_callback = { easy, descriptor, what, context, _ in
        guard let loop = loop(context) else { return 0 }
        loop.watch(easy, descriptor, what)
        return 0
    }
}
