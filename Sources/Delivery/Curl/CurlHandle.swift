import CCurl
import Glibc
import Scheduling

/// An easy handle that serves one transfer after another, with the memory that libcurl reads while it does.
///
/// Its options stay from one transfer to the next; only what differs is set. Used on the driver's thread alone.
final class CurlHandle {
    let easy: UnsafeMutableRawPointer
    unowned(unsafe) let loop: CurlLoop
    let isForMail: Bool
    var transfer: CurlTransfer?
    /// The connection that the request waits on; -1 before it does.
    var descriptor: Int32 = -1
    /// Whether the other side has taken a connection, on which it may say something.
    var isConnected = false
    /// Whether the end of the request never reached the other side on the connection that was closed.
    var isEndLost = false

    // What the options are set to.
    private var url = ""
    private var method = ""
    private var timeout = -1
    private var isDirect = true

    /// From here on libcurl would ask before it sends the body.
    private static let longBody = 1_048_576

    private var bytes = GrowingBytes()
    private var nodes: UnsafeMutablePointer<curl_slist>?
    private var nodeCount = 0
    private var upload = GrowingBytes()

    init?(loop: CurlLoop, isForMail: Bool) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.loop = loop
        self.isForMail = isForMail
    }

    deinit { nodes?.deallocate() }

    /// Ends the handle itself, which nobody uses again.
    func close() { curl_easy_cleanup(easy) }

    /// Sets what differs from the request before.
    func prepare(_ request: HTTPRequest, isDirect: Bool, proxy: String?, stall: Duration) {
        if url != request.url {
            milieu_setopt_text(easy, CURLOPT_URL, request.url)
            url = request.url
        }
        upload.clear(capacity: request.body.count)
        upload.append(request.body)
        milieu_setopt_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
        milieu_setopt_pointer(easy, CURLOPT_POSTFIELDS, upload.start)
        if method != request.method || request.method == "GET" {
            milieu_setopt_long(easy, request.method == "GET" ? CURLOPT_HTTPGET : CURLOPT_POST, 1)
            let isOwn = request.method == "GET" || request.method == "POST"
            milieu_setopt_text(easy, CURLOPT_CUSTOMREQUEST, isOwn ? nil : request.method)
            method = request.method
        }
        let milliseconds = max(1, Int(request.timeout.milliseconds))
        if timeout != milliseconds {
            milieu_setopt_long(easy, CURLOPT_TIMEOUT_MS, milliseconds)
            // Watched only where it can matter, as it costs a timer at every read.
            let isWatched = request.timeout > stall
            milieu_setopt_long(easy, CURLOPT_LOW_SPEED_LIMIT, isWatched ? 1 : 0)
            milieu_setopt_long(easy, CURLOPT_LOW_SPEED_TIME, isWatched ? max(1, Int(stall.components.seconds)) : 0)
            timeout = milliseconds
        }
        if self.isDirect != isDirect {
            milieu_setopt_text(easy, CURLOPT_PROXY, isDirect ? "" : proxy)
            self.isDirect = isDirect
        }
        setHeaders(request.headers, isLong: request.body.count >= Self.longBody)
    }

    /// One list in memory of our own, as libcurl reads it and never frees it.
    private func setHeaders(_ headers: [HTTPHeader], isLong: Bool) {
        let count = headers.count + (isLong ? 1 : 0)
        guard count > 0 else {
            milieu_setopt_list(easy, CURLOPT_HTTPHEADER, nil)
            return
        }
        if nodeCount < count {
            nodes?.deallocate()
            nodes = .allocate(capacity: count + 4)
            nodeCount = count + 4
        }
        guard let nodes else { return }
        bytes.clear(capacity: headers.reduce(16) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 })
        // "Expect: 100-continue" would make long posts wait a second for servers that never answer it.
        if isLong { link(nodes, headers.count) { $0.append("Expect:") } }
        for (index, header) in headers.enumerated() {
            link(nodes, index) { bytes in
                bytes.append(header.name)
                // "name:" alone would take the header out.
                bytes.append(header.value.isEmpty ? ";" : ": ")
                bytes.append(header.value)
            }
        }
        nodes[count - 1].next = nil
        milieu_setopt_list(easy, CURLOPT_HTTPHEADER, nodes)
    }

    private func link(
        _ nodes: UnsafeMutablePointer<curl_slist>, _ index: Int, _ write: (inout GrowingBytes) -> Void
    ) {
        let start = bytes.end
        write(&bytes)
        bytes.append("\0")
        nodes[index] = curl_slist(data: start.assumingMemoryBound(to: CChar.self), next: nodes + index + 1)
    }

    /// Lets go of what the transfer needed.
    func rest() {
        transfer = nil
        descriptor = -1
        isEndLost = false
        isConnected = false
        upload.shrink()
        bytes.shrink()
    }

    /// How far the transfer has come, as libcurl noted it.
    func note(in transfer: CurlTransfer) {
        guard case .http = transfer.kind else { return }
        var count: curl_off_t = 0
        var requestBytes = 0
        milieu_getinfo_offset(easy, CURLINFO_SIZE_UPLOAD_T, &count)
        milieu_getinfo_long(easy, CURLINFO_REQUEST_SIZE, &requestBytes)
        // A request without a body is sent when its head is.
        transfer.sent = transfer.upload.isEmpty ? requestBytes : Int(count)
    }

    var status: Int {
        var status = 0
        milieu_getinfo_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    /// Where a transfer ended that came to no answer.
    func stage(after code: CURLcode) -> CurlStage {
        func time(_ info: CURLINFO) -> curl_off_t {
            var value: curl_off_t = 0
            milieu_getinfo_offset(easy, info, &value)
            return value
        }
        var stage = CurlStage()
        if time(CURLINFO_NAMELOOKUP_TIME_T) == 0 {
            stage.reached = .name
        } else if transfer?.lane?.isDirect == false {
            stage.reached = .proxy
        } else if !isConnected, time(CURLINFO_CONNECT_TIME_T) == 0 {
            stage.reached = .connection
        } else if transfer?.lane?.endpoint.scheme == "https", time(CURLINFO_APPCONNECT_TIME_T) == 0 {
            stage.reached = .security
        }
        guard code == CURLE_PEER_FAILED_VERIFICATION else {
            if code == CURLE_SSL_CONNECT_ERROR {
                stage.verification = "it does not speak TLS 1.2 or later, or not to us"
            }
            return stage
        }
        var result = 0
        milieu_getinfo_long(easy, CURLINFO_SSL_VERIFYRESULT, &result)
        // The numbers of openssl-verify(1).
        stage.verification =
            switch result {
            // The name is looked at before libcurl notes what OpenSSL said.
            case 0, 1: "its certificate is for another name"
            case 9: "its certificate is not valid yet"
            case 10: "its certificate has expired"
            case 18: "its certificate is signed by itself"
            case 19...21: "nobody whom this machine trusts has signed its certificate"
            default: "its certificate is not acceptable"
            }
        return stage
    }
}

/// Memory that stays where it is while libcurl reads it, and is used again.
struct GrowingBytes: ~Copyable {
    private(set) var start: UnsafeMutableRawPointer = .allocate(byteCount: 256, alignment: 8)
    private var capacity = 256
    private var count = 0

    private static let mostKept = 16_384

    deinit { start.deallocate() }

    var end: UnsafeMutableRawPointer { start + count }

    /// Begins anew, with room for so many bytes: what was written is moved no more.
    mutating func clear(capacity wanted: Int) {
        count = 0
        guard wanted > capacity else { return }
        start.deallocate()
        capacity = wanted
        start = .allocate(byteCount: capacity, alignment: 8)
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, count + bytes.count <= capacity else { return }
        memcpy(start + count, base, bytes.count)
        count += bytes.count
    }

    /// Gives back what one large request needed.
    mutating func shrink() {
        guard capacity > Self.mostKept else { return }
        start.deallocate()
        capacity = 256
        count = 0
        start = .allocate(byteCount: capacity, alignment: 8)
    }
}
