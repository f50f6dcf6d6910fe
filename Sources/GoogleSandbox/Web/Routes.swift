/// One endpoint of Google's: from a request to the right answer.
protocol Route {
    static func answer(_ call: Call, by google: Google) async throws(Refusal) -> Reply
}

extension Endpoint {
    /// What answers there.
    var route: any Route.Type {
        switch self {
        case .authorize: AuthorizeRoute.self
        case .token: TokenRoute.self
        case .revoke: RevokeRoute.self
        case .tokenInfo: TokenInfoRoute.self
        case .userInfo: UserInfoRoute.self
        case .accessibleCustomers, .search: AdsRoute.self
        case .networks: NetworksRoute.self
        }
    }
}

extension Call {
    /// The form of a POST whose query holds no parameters: what stands in a URL ends in logs.
    func postedForm() throws(Refusal) -> Fields {
        if let name = query.names.first { throw .secretInQuery(name) }
        guard let form else { throw .malformed }
        return form
    }
}
