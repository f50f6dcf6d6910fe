import NIOHTTP1
import Testing

@testable import GoogleSandbox

/// Calls to Google Ads over HTTP.
extension Scene {
    /// The customers that the tests speak of: below `top` stand `left` and `right`, below both of them `shared`.
    static let top: AdsCustomerID = 1_000_000_001
    static let left: AdsCustomerID = 1_000_000_002
    static let right: AdsCustomerID = 1_000_000_003
    static let shared: AdsCustomerID = 1_000_000_004
    static let lone: AdsCustomerID = 1_000_000_009

    static let query = "SELECT customer_client.id FROM customer_client"

    /// The directory, of which the account reaches `top`.
    func addCustomers() async throws {
        let all = [
            AdsCustomer(id: Self.top, name: "Top", isManager: true),
            AdsCustomer(id: Self.left, isManager: true, managers: [Self.top]),
            AdsCustomer(id: Self.right, isManager: true, managers: [Self.top]),
            AdsCustomer(id: Self.shared, name: "Shared", currency: "JPY", managers: [Self.left, Self.right]),
            AdsCustomer(id: Self.lone, name: "Lone"),
        ]
        for customer in all { try await google.setCustomer(customer) }
        try await google.setReach([Self.top], of: account.email)
    }

    func accessToken(scope: String = Scene.adwords) async throws -> String {
        try await login(by: nil, ["scope": scope])["access_token"]
    }

    func accessible(
        _ token: String?,
        version: Int = 26,
        _ headers: HTTPHeaders = [:]
    ) async throws -> Answer {
        try await call(.GET, "/v\(version)/customers:listAccessibleCustomers", headers: headers.bearing(token))
    }

    func search(
        _ token: String?,
        _ customer: AdsCustomerID,
        by login: AdsCustomerID? = nil,
        _ query: String = Scene.query,
        _ more: [String: JSON] = [:]
    ) async throws -> Answer {
        var headers: HTTPHeaders = [:]
        if let login { headers.add(name: "login-customer-id", value: "\(login)") }
        let body = JSON.object(["query": .string(query)]).changing(more, removing: [])
        return try await call(
            .POST,
            "/v26/customers/\(customer)/googleAds:search",
            headers: headers.bearing(token),
            body: body.text
        )
    }

    func order(_ path: String, _ body: JSON) async throws -> Answer {
        try await call(.POST, "/sandbox/" + path, body: body.text)
    }
}

extension HTTPHeaders {
    fileprivate func bearing(_ token: String?) -> HTTPHeaders {
        var headers = self
        if let token { headers.add(name: "Authorization", value: "Bearer \(token)") }
        return headers
    }
}

extension Answer {
    /// Status and error code of the API's first error: "403 authorizationError USER_PERMISSION_DENIED".
    var apiError: String {
        let error = json?["error"]
        var words = ["\(status)"]
        if let detail = error?["details"]?.array?.first {
            if let reason = detail["reason"]?.string { words.append(reason) }
            if case .object(let code)? = detail["errors"]?.array?.first?["errorCode"] {
                words += code.flatMap { [$0.key, $0.value.string ?? ""] }
            }
        } else if let name = error?["status"]?.string {
            words.append(name)
        }
        return words.joined(separator: " ")
    }

    /// The rows of a search.
    var rows: [JSON] { json?["results"]?.array?.compactMap { $0["customerClient"] } ?? [] }

    /// The ids of the rows, in order.
    var ids: [String] { rows.compactMap { $0["id"]?.string } }
}
