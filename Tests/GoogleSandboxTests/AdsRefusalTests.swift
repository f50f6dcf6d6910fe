import NIOHTTP1
import Testing

@testable import GoogleSandbox

/// The refusals of Google Ads on order, of an account, a customer or a project.
@Suite struct AdsRefusalTests {
    private static let refusals: [(error: AdsErrorCode, list: String, search: String)] = [
        (
            .twoStepVerificationNotEnrolled, "401 authenticationError TWO_STEP_VERIFICATION_NOT_ENROLLED",
            "401 authenticationError TWO_STEP_VERIFICATION_NOT_ENROLLED"
        ),
        (.notAdsUser, "401 authenticationError NOT_ADS_USER", "401 authenticationError NOT_ADS_USER"),
        (.customerNotEnabled, "200", "403 authorizationError CUSTOMER_NOT_ENABLED"),
        (.userPermissionDenied, "200", "403 authorizationError USER_PERMISSION_DENIED"),
        (.projectNotApproved, "200", "403 authorizationError CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION"),
        (.resourceExhausted, "429 quotaError RESOURCE_EXHAUSTED", "429 quotaError RESOURCE_EXHAUSTED"),
    ]

    @Test(arguments: refusals)
    func `an account is refused until that is taken back`(error: AdsErrorCode, list: String, search: String)
        async throws
    {
        try await withScene { scene in
            try await scene.addCustomers()
            let token = try await scene.accessToken()
            let order: JSON = ["account": .string(scene.account.email), "error": .string(error.rawValue)]
            _ = try await scene.order("refuse", order)
            #expect(try await scene.accessible(token).apiError == list)
            #expect(try await scene.search(token, Scene.top).apiError == search)
            _ = try await scene.order("refuse", ["account": .string(scene.account.email)])
            #expect(try await scene.search(token, Scene.top).status == 200)
        }
    }

    @Test func `a customer is refused to everybody and its manager is not`() async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let token = try await scene.accessToken()
            try await scene.google.refuse(.customer(Scene.left), with: .userPermissionDenied)
            let refused = try await scene.search(token, Scene.left, by: Scene.top)
            #expect(refused.apiError == "403 authorizationError USER_PERMISSION_DENIED")
            #expect(try await scene.search(token, Scene.top).status == 200)
        }
    }

    @Test func `a project that is not approved may call test accounts only`() async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let token = try await scene.accessToken()
            try await scene.google.refuse(.project(scene.client.project), with: .projectNotApproved)
            let refused = try await scene.search(token, Scene.top)
            #expect(refused.apiError == "403 authorizationError CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION")
            try await scene.google.setCustomer(AdsCustomer(id: Scene.top, isManager: true, isTest: true))
            #expect(try await scene.search(token, Scene.top).status == 200)
        }
    }

    @Test func `a failure carries its type, its request and the delay of a quota`() async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            let token = try await scene.accessToken()
            try await scene.google.refuse(.account(scene.account.email), with: .resourceExhausted)
            let detail = try await scene.search(token, Scene.top).json?["error"]?["details"]?.array?.first
            #expect(detail?["@type"] == "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure")
            #expect(detail?["requestId"]?.string?.isEmpty == false)
            let quota = detail?["errors"]?.array?.first?["details"]?["quotaErrorDetails"]
            #expect(quota?["retryDelay"] == "8962s")
        }
    }

    private static let slips: [(path: String, body: JSON, status: Int)] = [
        ("refuse", ["error": "NOT_ADS_USER"], 400),
        ("refuse", ["account": "nobody@example.com", "error": "NOT_ADS_USER"], 404),
        ("refuse", ["customer": "1234567890", "project": "p", "error": "NOT_ADS_USER"], 400),
        ("refuse", ["project": "p", "error": "SULKING"], 400),
        ("reach", ["account": "ann@example.com", "customers": ["1234567890"]], 404),
        ("customers", ["id": "123-456-7890"], 400),
        ("customers", ["id": "1000000001", "managers": ["1000000004"]], 400),
        ("customers", ["id": "1000000001", "managers": ["1000000002"]], 400),
        ("hierarchy", ["customer": 10], 400),
    ]

    @Test(arguments: slips)
    func `a slip in an order is told`(path: String, body: JSON, status: Int) async throws {
        try await withScene { scene in
            try await scene.addCustomers()
            #expect(try await scene.order(path, body).status == status)
        }
    }

    @Test func `a script adds and changes customers, and names lose their line breaks`() async throws {
        try await withScene { scene in
            _ = try await scene.order("customers", ["id": "2000000001", "isManager": true, "name": "A\r\nB\nC"])
            _ = try await scene.order("customers", ["id": "2000000002", "managers": ["2000000001"]])
            let answer = try await scene.order("customers", ["id": "2000000001", "status": "SUSPENDED"])
            #expect(answer["name"] == "ABC")
            #expect(answer["status"] == "SUSPENDED")
            let all = try await scene.call(.GET, "/sandbox/customers")
            #expect(all.json?.array?.last?["managers"] == ["2000000001"])
        }
    }
}
