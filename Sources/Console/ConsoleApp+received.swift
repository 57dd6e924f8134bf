import Engine
import HTTPTypes
import Hummingbird
import Messages

/// The door by which platforms pass on what people write back.
///
/// What is not signed as it should be gets 401 and no word more, the same where there is no such channel. Everything genuine
/// gets 202, whoever wrote it and whatever became of it: the platform learns of nobody. A fault of ours is 500, so that the
/// platform posts it again; the same reply posted again does nothing.
extension ConsoleApp {
    func receive(_ request: Request, _ context: BasicRequestContext) async throws -> PageResponse {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > Self.longestForm {
            return PageResponse(.contentTooLarge, "", type: Self.plain)
        }
        guard let body = try await body(of: request) else {
            return PageResponse(.requestTimeout, "", type: Self.plain)
        }
        let verdict = postVerdict(
            context.parameters.get("channel") ?? "",
            { name in HTTPField.Name(name).flatMap { request.headers[$0] } }, body)
        switch verdict {
        case .refused: return PageResponse(.unauthorized, "", type: Self.plain)
        case .unreadable(let reason): return PageResponse(.badRequest, reason + "\n", type: Self.plain)
        case .greeting(let words): return PageResponse(.ok, words, type: Self.plain)
        case .nothing: return PageResponse(.accepted, "", type: Self.plain)
        case .reply(let reply):
            try await desk.receive(reply)
            return PageResponse(.accepted, "", type: Self.plain)
        }
    }

    private static let plain = "text/plain; charset=utf-8"

    /// What was sent; nil when it takes too long to come.
    func body(of request: Request) async throws -> [UInt8]? {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { Array(try await request.body.collect(upTo: Self.longestForm).readableBytesView) }
            group.addTask { [patience] in
                try await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
