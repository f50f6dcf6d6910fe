import HTTPTypes
import NIOCore

/// What a request must be before anybody looks at what it asks for. The protocol knows no secret that a client would show:
/// these checks keep out web pages and proxies, which can ask but cannot choose every header.
struct Gate: Sendable {
    /// The Host headers that are taken; nil on a socket that no name leads to.
    let hosts: Set<String>?

    /// The gate of a connection, by its end here.
    init(of address: SocketAddress?) {
        switch address {
        case .unixDomainSocket?: hosts = nil
        // Clients leave out the port that is HTTP's own.
        case let address?: hosts = Self.hosts(port: address.port ?? 0)
        case nil: hosts = []
        }
    }

    private static func hosts(port: Int) -> Set<String> {
        port == 80 ? ["127.0.0.1", "127.0.0.1:80"] : ["127.0.0.1:\(port)"]
    }

    /// The refusal that a request gets; nil lets it pass.
    func refusal(of request: HTTPRequest) -> Reply? {
        let fields = request.headerFields
        // A page elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding); it cannot choose the Host.
        if let hosts {
            guard let host = request.authority, hosts.contains(host), !request.repeatsHost else {
                return Self.misdirected
            }
        }
        guard fields[.xForwardedFor] == nil else { return Self.forwarded }
        // A page elsewhere may not send this header without asking first, by a request of the method OPTIONS.
        guard fields[values: .metadataFlavor] == ["Google"] else { return Self.unflavoured }
        guard request.method == .get else { return Self.otherMethod }
        guard fields[.transferEncoding] == nil, fields[.contentLength] ?? "0" == "0" else { return Self.withBody }
        return nil
    }

    private static let misdirected = Reply.text(
        "This server answers to its own address only: 127.0.0.1 and its port.\n",
        status: .misdirectedRequest
    )
    private static let forwarded = Reply.text(
        "A request with the header X-Forwarded-For came through a proxy; keep 127.0.0.1 out of the proxy (NO_PROXY).\n",
        status: .forbidden
    )
    private static let unflavoured = Reply.text(
        "A request must have the header Metadata-Flavor: Google.\n",
        status: .forbidden
    )
    private static let otherMethod = Reply.text("Only GET is answered.\n", status: .methodNotAllowed)
    private static let withBody = Reply.text("A request must not have a body.\n", status: .badRequest)
}

extension HTTPRequest {
    /// Whether a second Host header came; the first one is the authority.
    fileprivate var repeatsHost: Bool {
        headerFields.contains { $0.name.canonicalName == "host" }
    }
}
