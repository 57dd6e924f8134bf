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

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What a server answered.
public struct HTTPResponse: Sendable {
    public let status: Int
    public let headers: [HTTPHeader]
    /// At most 64 KiB; the rest of a longer answer is not read.
    public let body: [UInt8]

    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The last header of that name, in any case.
    public subscript(header name: String) -> String? {
        headers.last { $0.name.lowercased() == name.lowercased() }?.value
    }
}
