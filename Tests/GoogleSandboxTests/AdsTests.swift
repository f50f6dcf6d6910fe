import NIOHTTP1
import Testing

@testable import GoogleSandbox

/// Google Ads over HTTP: who may call, what the answers look like, and how they are refused.
@Suite struct AdsTests {
    @Test func `the accessible customers are those that the account reaches directly`() async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let token = try await scene.accessToken()
            for version in 23...26 {
                let answer = try await scene.accessible(token, version: version)
                #expect(answer.json == ["resourceNames": ["customers/1000000001"]])
            }
            try await scene.google.setReach([], of: scene.account.email)
            #expect(try await scene.accessible(token).json == [:])
        }
    }

    @Test func `a version that has ended says so, and one to come does not exist`() async throws {
        try await withScene { scene in
            let token = try await scene.accessToken()
            #expect(try await scene.accessible(token, version: 22).apiError == "400 requestError UNSUPPORTED_VERSION")
            let unborn = try await scene.accessible(token, version: 27)
            #expect(unborn.status == 404)
            #expect(unborn.json == nil)
        }
    }

    @Test func `who shows no good token, or one without the scope, is refused`() async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            #expect(try await scene.accessible(nil).apiError == "401 CREDENTIALS_MISSING")
            #expect(try await scene.search("ya29.x", Scene.top).apiError == "401 UNAUTHENTICATED")
            let narrow = try await scene.accessToken(scope: "openid email")
            #expect(try await scene.search(narrow, Scene.top).apiError == "403 ACCESS_TOKEN_SCOPE_INSUFFICIENT")
            let token = try await scene.accessToken()
            await scene.google.advanceClock(seconds: 3600)
            #expect(try await scene.accessible(token).apiError == "401 UNAUTHENTICATED")
        }
    }

    @Test(arguments: [("", 400), ("abc", 200)])
    func `a developer token may be missing but not empty`(text: String, status: Int) async throws {
        try await withScene { scene in
            let token = try await scene.accessToken()
            let answer = try await scene.accessible(token, ["developer-token": text])
            #expect(answer.status == status)
            if status == 400 { #expect(answer.apiError == "400 requestError DEVELOPER_TOKEN_PARAMETER_MISSING") }
        }
    }

    @Test func `a manager's query names everyone below it once, at the fewest steps`() async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let token = try await scene.accessToken()
            let all = try await scene.search(token, Scene.top)
            #expect(all.ids == ["1000000001", "1000000002", "1000000003", "1000000004"])
            let near = try await scene.search(
                token,
                Scene.left,
                by: Scene.top,
                Scene.query + " WHERE customer_client.level <= 1"
            )
            #expect(near.ids == ["1000000002", "1000000004"])
        }
    }

    @Test func `a row has int64 as strings, enums by name, and nothing where unset or false`() async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let token = try await scene.accessToken()
            let query = """
                SELECT customer_client.id, customer_client.client_customer, customer_client.level,
                    customer_client.manager, customer_client.descriptive_name, customer_client.currency_code,
                    customer_client.time_zone, customer_client.status, customer_client.hidden,
                    customer_client.test_account
                FROM customer_client WHERE customer_client.level = 2
                """
            let answer = try await scene.search(token, Scene.top, query)
            let row: JSON = [
                "resourceName": "customers/1000000001/customerClients/1000000004", "id": "1000000004",
                "clientCustomer": "customers/1000000004", "level": "2", "descriptiveName": "Shared",
                "currencyCode": "JPY", "timeZone": "Europe/Berlin", "status": "ENABLED",
            ]
            #expect(answer.rows == [row])
            #expect(try await scene.search(token, Scene.left, by: Scene.top, query).json?["results"] == nil)
        }
    }

    @Test func `pages follow one another until no token is left`() async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            await scene.google.configure { $0.searchPageRows = 3 }
            let token = try await scene.accessToken()
            let first = try await scene.search(token, Scene.top)
            #expect(first.ids.count == 3)
            let next = try #require(first.json?["nextPageToken"])
            let last = try await scene.search(token, Scene.top, Scene.query, ["pageToken": next])
            #expect(last.ids == ["1000000004"])
            #expect(last.json?["nextPageToken"] == nil)
            let other = Scene.query + " WHERE customer_client.level <= 1"
            let foreign = try await scene.search(token, Scene.top, other, ["pageToken": next])
            #expect(foreign.apiError == "400 requestError INVALID_PAGE_TOKEN")
        }
    }

    private static let bodies: [(more: [String: JSON], error: String)] = [
        (["pageSize": 10_000], "400 requestError PAGE_SIZE_NOT_SUPPORTED"),
        (["validateOnli": true], "400 INVALID_ARGUMENT"),
        (["query": 1], "400 requestError REQUIRED_FIELD_MISSING"),
        (["pageToken": "Cgx"], "400 requestError INVALID_PAGE_TOKEN"),
    ]

    @Test(arguments: bodies)
    func `a body of another kind is refused`(more: [String: JSON], error: String) async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let token = try await scene.accessToken()
            #expect(try await scene.search(token, Scene.top, Scene.query, more).apiError == error)
        }
    }

    private static let ways: [(customer: AdsCustomerID, login: AdsCustomerID?, isOpen: Bool)] = [
        (Scene.top, nil, true), (Scene.top, Scene.top, true), (Scene.shared, Scene.top, true),
        (Scene.shared, nil, false), (Scene.shared, Scene.left, false), (Scene.shared, Scene.shared, false),
        (Scene.lone, Scene.top, false), (Scene.lone, nil, false), (1_234_567_890, Scene.top, false),
    ]

    @Test(arguments: ways)
    func `the login customer is a manager above that the account reaches directly`(
        customer: AdsCustomerID,
        login: AdsCustomerID?,
        isOpen: Bool
    ) async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let answer = try await scene.search(scene.accessToken(), customer, by: login)
            #expect(answer.apiError == (isOpen ? "200" : "403 authorizationError USER_PERMISSION_DENIED"))
        }
    }

    @Test(arguments: ["100-000-0001", "", "100000001", "１０００００００００"])
    func `a login customer id has ten digits`(text: String) async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let answer = try await scene.call(
                .POST,
                "/v26/customers/1000000001/googleAds:search",
                headers: ["Authorization": "Bearer \(scene.accessToken())", "login-customer-id": text],
                body: JSON.object(["query": .string(Scene.query)]).text
            )
            #expect(answer.apiError == "400 headerError INVALID_LOGIN_CUSTOMER_ID")
        }
    }

    @Test(arguments: AdsCustomer.Status.allCases)
    func `a customer that is not open is listed and cannot be called`(status: AdsCustomer.Status) async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            try await scene.google.setCustomer(AdsCustomer(id: Scene.shared, status: status, managers: [Scene.top]))
            let token = try await scene.accessToken()
            #expect(try await scene.search(token, Scene.top).ids.contains("\(Scene.shared)"))
            let isOpen = [.enabled, .suspended].contains(status)
            let answer = try await scene.search(token, Scene.shared, by: Scene.top)
            #expect(answer.apiError == (isOpen ? "200" : "403 authorizationError CUSTOMER_NOT_ENABLED"))
        }
    }

    @Test(arguments: ["admanager", "admanager.readonly", "dfp"])
    func `networks are for those with a scope of Ad Manager`(scope: String) async throws {
        try await withScene { scene in
            let network = Network(networkCode: "4711", displayName: "Sites")
            try await scene.google.setNetworks([network], of: scene.account.email)
            let path = "/v1/networks"
            let token = try await scene.accessToken(scope: "https://www.googleapis.com/auth/" + scope)
            let answer = try await scene.call(.GET, path, headers: ["Authorization": "Bearer \(token)"])
            #expect(answer.json?["networks"]?.array?.map { $0["networkCode"] } == ["4711"])
            let other = try await scene.accessToken()
            let refused = try await scene.call(.GET, path, headers: ["Authorization": "Bearer \(other)"])
            #expect(refused.apiError == "403 ACCESS_TOKEN_SCOPE_INSUFFICIENT")
        }
    }
}
