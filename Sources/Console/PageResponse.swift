import HTTPTypes
import Hummingbird

/// A page with the headers that every page carries: nothing from elsewhere, nothing kept, nothing told to other sites.
struct PageResponse: ResponseGenerator {
    let status: HTTPTypes.HTTPResponse.Status
    let text: String
    let type: String

    init(_ status: HTTPTypes.HTTPResponse.Status, _ text: String, type: String = "text/html; charset=utf-8") {
        self.status = status
        self.text = text
        self.type = type
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        headers[.xContentTypeOptions] = "nosniff"
        for (name, value) in [
            ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"), ("X-Robots-Tag", "noindex"),
        ] {
            if let field = HTTPField.Name(name) { headers[field] = value }
        }
        let body = request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: text))
        return Response(status: status, headers: headers, body: body)
    }
}
