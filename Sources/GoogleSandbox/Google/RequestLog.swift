/// A request that came, without any value that could be secret.
public struct RequestRecord: Sendable, Codable, Equatable {
    /// The HTTP method.
    public let method: String
    /// The path, without its query.
    public let path: String
    /// The endpoint at the path; nil where there is none.
    public let endpoint: Endpoint?
    /// For the token endpoint its grant_type; nil elsewhere.
    public let grantType: String?
    /// The names of the query's parameters, in order.
    public let queryNames: [String]
    /// The names of the form's fields, in order.
    public let formNames: [String]
}

extension Google {
    /// Every request but those of the control interface, oldest first.
    public var requests: [RequestRecord] { log }

    /// How many requests an endpoint has had.
    public func requestCount(at endpoint: Endpoint) -> Int {
        log.count { $0.endpoint == endpoint }
    }

    /// How many requests came to each path, and how many at once.
    public nonisolated var trafficCount: TrafficCount { traffic.count }

    /// Forgets the requests so far.
    public func forgetRequests() {
        log = []
        traffic.forget()
    }

    func record(_ request: RequestRecord) {
        log.append(request)
    }
}
