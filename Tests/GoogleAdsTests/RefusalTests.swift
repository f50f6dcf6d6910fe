import Credentials
import GoogleHTTP
import Testing

@testable import GoogleAds

/// What is made of Google's errors.
struct RefusalTests {
    private func error(_ reply: FakeGoogle.Reply) async -> AdsError? {
        do throws(AdsError) {
            _ = try await ads(FakeGoogle(reply)).accessibleCustomers(bearer: bytes("b"), developerToken: nil)
            return nil
        } catch {
            return error
        }
    }

    private func refusal(_ reply: FakeGoogle.Reply) async throws -> AdsRefusal {
        guard case .refused(let refusal)? = await error(reply) else {
            throw HTTPFailure.configuration("no refusal")
        }
        return refusal
    }

    @Test(arguments: [
        (
            "authenticationError", "TWO_STEP_VERIFICATION_NOT_ENROLLED", 401,
            AdsRefusal.Cause.twoStepVerificationNotEnrolled
        ),
        ("authenticationError", "NOT_ADS_USER", 401, .notAdsUser),
        ("authorizationError", "CUSTOMER_NOT_ENABLED", 403, .customerNotEnabled),
        ("authenticationError", "CUSTOMER_NOT_FOUND", 401, .customerNotFound),
        ("authorizationError", "USER_PERMISSION_DENIED", 403, .permissionDenied),
        ("authorizationError", "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION", 403, .projectNotApprovedForProduction),
        ("authorizationError", "DEVELOPER_TOKEN_NOT_APPROVED", 403, .developerToken),
        ("authorizationError", "DEVELOPER_TOKEN_PROHIBITED", 403, .developerToken),
        ("authenticationError", "DEVELOPER_TOKEN_INVALID", 401, .developerToken),
        ("authenticationError", "OAUTH_TOKEN_INVALID", 401, .oauthTokenInvalid),
        ("authenticationError", "OAUTH_TOKEN_EXPIRED", 401, .oauthTokenInvalid),
        ("authenticationError", "AUTHENTICATION_ERROR", 401, .oauthTokenInvalid),
        ("quotaError", "RESOURCE_EXHAUSTED", 429, .quota),
        ("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", 429, .quota),
        ("quotaError", "EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION", 429, .quota),
        ("requestError", "UNSUPPORTED_VERSION", 400, .unsupportedVersion),
        ("queryError", "BAD_FIELD_NAME", 400, .other),
        ("mutateError", "RESOURCE_NOT_FOUND", 404, .other),
    ])
    func `an error's name says the cause`(
        category: String,
        code: String,
        status: Int,
        cause: AdsRefusal.Cause
    ) async throws {
        let refusal = try await refusal(GoogleAdsTests.refusal(category, code, status: status, message: "Not you."))
        #expect(refusal.cause == cause)
        #expect(
            refusal
                == AdsRefusal(
                    status: status,
                    category: category,
                    code: code,
                    message: "Not you.",
                    requestID: "Abc_123-x",
                    retryAt: nil
                )
        )
    }

    @Test(arguments: [
        (403, "PERMISSION_DENIED", "SERVICE_DISABLED", AdsRefusal.Cause.apiNotEnabled),
        (403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", .scopeMissing),
        (401, "UNAUTHENTICATED", "ACCESS_TOKEN_TYPE_UNSUPPORTED", .oauthTokenInvalid),
    ])
    func `the reason that all of Google's APIs give says the cause`(
        status: Int,
        name: String,
        reason: String,
        cause: AdsRefusal.Cause
    ) async throws {
        let body = """
            {"error": {"code": \(status), "message": "No.", "status": "\(name)", "details": [
             {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "\(reason)", "domain": "googleapis.com",
              "metadata": {"service": "googleads.googleapis.com"}},
             {"@type": "type.googleapis.com/google.rpc.Help", "links": [{"url": "https://example.org"}]}]}}
            """
        let refusal = try await refusal(.init(status: status, body: body))
        #expect(refusal.cause == cause)
        #expect(refusal.code == reason)
        #expect(refusal.category == nil)
    }

    @Test(arguments: [
        (
            401, #"{"error": {"code": 401, "message": "No.", "status": "UNAUTHENTICATED"}}"#,
            AdsRefusal.Cause.oauthTokenInvalid
        ),
        (403, #"{"error": {"status": "PERMISSION_DENIED"}}"#, .permissionDenied),
        (404, #"{"error": {"code": 404, "status": "NOT_FOUND"}}"#, .unsupportedVersion),
        (404, "<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", .unsupportedVersion),
        (404, "", .unsupportedVersion), (400, #"{"error": {"status": "INVALID_ARGUMENT"}}"#, .other),
        (429, #"{"error": {"status": "RESOURCE_EXHAUSTED"}}"#, .quota),
    ])
    func `an error without details says the cause by its status`(
        status: Int,
        body: String,
        cause: AdsRefusal.Cause
    ) async throws {
        #expect(try await refusal(.init(status: status, body: body)).cause == cause)
    }

    @Test(arguments: [
        (400, ""), (403, "<html>"), (400, "[]"), (400, "{}"), (400, #"{"error": "invalid_grant"}"#),
        (400, #"{"error": {"status": 7}}"#), (403, #"{"error": {"details": {}}}"#), (403, #"{"error": {}} x"#),
        (403, #"{"error": {"details": [{"errors": [{"errorCode": "x"}]}]}}"#), (302, ""), (204, ""), (418, "{"),
        (403, #"{"error": {"status": "not a code"}}"#),
        (400, #"{"error": {"details": \#(String(repeating: "[", count: 100_000))"#),
    ])
    func `an error that cannot be read is none of Google's`(status: Int, body: String) async {
        let error = await error(.init(status: status, body: body))
        #expect(error == .nonsense(.status(status), expecting: .accessibleCustomers))
        #expect(error?.isTransient == true)
    }

    @Test(arguments: [408, 500, 502, 503, 504])
    func `trouble at Google is not the credential's`(status: Int) async {
        let error = await error(GoogleAdsTests.refusal("internalError", "INTERNAL_ERROR", status: status))
        #expect(error == .unavailable(status: status))
        #expect(error?.isTransient == true)
    }

    @Test func `of several errors the first that has a name counts`() async throws {
        let body = """
            {"error": {"details": [{"errors": [{"message": "a"}, {"errorCode": {"queryError": "not one"}},
             {"errorCode": {"authorizationError": "CUSTOMER_NOT_ENABLED"}, "message": "b"},
             {"errorCode": {"authorizationError": "USER_PERMISSION_DENIED"}, "message": "c"}]}]}}
            """
        let refusal = try await refusal(.init(status: 403, body: body))
        #expect(refusal.cause == .customerNotEnabled)
        #expect(refusal.message == "b")
    }

    @Test func `what could be a secret is not shown`() async throws {
        let reply = GoogleAdsTests.refusal("queryError", "UNEXPECTED", message: #"token ya29.a0Xyz is bad\n\u001b[31m"#)
        let refusal = try await refusal(reply)
        #expect(refusal.message == "token [redacted] is bad  [31m")
        #expect("\(refusal)" == "UNEXPECTED (token [redacted] is bad  [31m)")
    }

    @Test(arguments: ["ya29.secret", "lower", "A B", "", "Ä"])
    func `an error's name that is none is not shown`(code: String) async {
        let error = await error(GoogleAdsTests.refusal("queryError", code))
        guard case .refused(let refusal)? = error else {
            Issue.record("no refusal")
            return
        }
        #expect(refusal.code == "PERMISSION_DENIED")
        #expect(refusal.category == nil)
    }

    @Test func `a quota says when to come back`() async throws {
        let details = #"{"quotaErrorDetails": {"rateScope": "DEVELOPER", "rateName": "x", "retryDelay": "8962s"}}"#
        let reply = GoogleAdsTests.refusal("quotaError", "RESOURCE_EXHAUSTED", status: 429, details: details)
        let error = await error(reply)
        #expect(error?.retryAt == now + .seconds(8962))
        #expect(error?.isTransient == true)
    }

    @Test func `of several pauses the longest counts`() {
        let body = """
            {"error": {"details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2s"},
             {"errors": [{"details": {"quotaErrorDetails": {"retryDelay": "3.5s"}}},
              {"details": {"quotaErrorDetails": {"retryDelay": "1s"}, "unpublishedErrorCode": "x"}}]}]}}
            """
        #expect(ErrorDocument(Answer(status: 429, body: bytes(body)))?.retryDelay == .milliseconds(3500))
    }

    @Test(arguments: [
        ("8962s", Duration.seconds(8962)), ("1.5s", .milliseconds(1500)), ("0s", .zero),
        ("0.000000001s", .nanoseconds(1)),
        ("3.000s", .seconds(3)), ("99999999999999999999s", .seconds(366 * 86_400)),
    ])
    func `a duration is read as protobuf writes it`(text: String, duration: Duration) {
        #expect(Duration(protobuf: text) == duration)
    }

    @Test(arguments: ["", "s", "5", "-1s", "+1s", "1.s", ".5s", "1e3s", "1.0000000001s", "1.2.3s", " 1s", "١s", "1ms"])
    func `anything else is no duration`(text: String) {
        #expect(Duration(protobuf: text) == nil)
    }
}
