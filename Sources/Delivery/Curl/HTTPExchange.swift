/// One HTTP request, whole.
public struct HTTPRequest: Sendable {
    public let method: String
    public let url: String
    public let headers: [HTTPHeader]
    public let body: [UInt8]
    /// From the first byte to the last.
    public let timeout: Duration

    public init(method: String = "POST", url: String, headers: [HTTPHeader], body: [UInt8], timeout: Duration) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

/// One header line.
public struct HTTPHeader: Hashable, Sendable {
    public let name: String
    public let value: String

    /// Whether it can go out as one line, which says what it seems to say.
    var isOneLine: Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") }
            && value.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
    }

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What a server answered.
public struct HTTPResponse: Sendable {
    public let status: Int
    /// At most 64 KiB; the rest of a longer answer is not read.
    public let body: [UInt8]
    private let block: Block

    /// Most answers are looked at for one header or none, so the lines are taken apart when somebody asks.
    private enum Block: Sendable {
        case lines([UInt8])
        case headers([HTTPHeader])
    }

    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.body = body
        block = .headers(headers)
    }

    /// `head`: The lines of the header block as they came, the status line among them.
    init(status: Int, head: [UInt8], body: [UInt8]) {
        self.status = status
        self.body = body
        block = .lines(head)
    }

    public var headers: [HTTPHeader] {
        switch block {
        case .headers(let headers): headers
        case .lines(let bytes): bytes.split(separator: UInt8(ascii: "\n")).compactMap(Self.header)
        }
    }

    /// The last header of that name, in any case.
    public subscript(header name: String) -> String? {
        headers.last { $0.name.lowercased() == name.lowercased() }?.value
    }

    private static func header(_ line: ArraySlice<UInt8>) -> HTTPHeader? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }
        let value = line[(colon + 1)...].drop(while: isBlank)
        let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
        return HTTPHeader(
            String(decoding: line[..<colon], as: UTF8.self),
            String(decoding: value[..<end], as: UTF8.self))
    }
}
