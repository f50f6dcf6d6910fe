/// An error of the Google Ads or Ad Manager API, in Google's words.
struct APIError: Error, Equatable {
    /// What tells a program what is wrong, beside the status.
    enum Detail: Equatable {
        case none
        /// google.rpc.ErrorInfo: the gateway refuses before any API sees the call.
        case info(reason: String)
        /// GoogleAdsFailure: one error code of one category.
        case failure(category: String, code: String)
    }

    let status: Int
    let message: String
    var detail = Detail.none
    /// What the failure itself says, where the message above is a general one.
    var explanation: String?
    /// When to come again: in the header Retry-After, in `quotaErrorDetails.retryDelay`, or in both.
    var retryAfterSeconds: Int?
    var retryDelaySeconds: Int?

    /// google.rpc.Code of the HTTP status.
    var name: String {
        switch status {
        case 400: "INVALID_ARGUMENT"
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 429: "RESOURCE_EXHAUSTED"
        case 500: "INTERNAL"
        case 503: "UNAVAILABLE"
        case 504: "DEADLINE_EXCEEDED"
        default: "UNKNOWN"
        }
    }

    /// The body: with a GoogleAdsFailure of this version of the API where it has one.
    func json(service: String, version: Int, requestID: String) -> JSON {
        var fields: [String: JSON] = [
            "code": .integer(status), "message": .string(message), "status": .string(name),
        ]
        switch detail {
        case .none: break
        case .info(let reason):
            fields["details"] = [
                [
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": .string(reason),
                    "domain": "googleapis.com", "metadata": ["service": .string(service)],
                ]
            ]
        case .failure(let category, let code):
            var error: [String: JSON] = [
                "errorCode": .object([category: .string(code)]), "message": .string(explanation ?? message),
            ]
            if let retryDelaySeconds {
                let quota: JSON = [
                    "rateScope": "DEVELOPER", "rateName": "Number of operations for explorer access",
                    "retryDelay": .string("\(retryDelaySeconds)s"),
                ]
                error["details"] = ["quotaErrorDetails": quota]
            }
            fields["details"] = [
                [
                    "@type": .string("type.googleapis.com/google.ads.googleads.v\(version).errors.GoogleAdsFailure"),
                    "errors": [.object(error)], "requestId": .string(requestID),
                ]
            ]
        }
        return ["error": .object(fields)]
    }
}

extension APIError {
    private static let seeAlso = """
        Expected OAuth 2 access token, login cookie or other valid authentication credential. \
        See https://developers.google.com/identity/sign-in/web/devconsole-project.
        """
    static let credentialsMissing = APIError(
        status: 401,
        message: "Request is missing required authentication credential. " + seeAlso,
        detail: .info(reason: "CREDENTIALS_MISSING")
    )
    static let credentialsInvalid = APIError(
        status: 401,
        message: "Request had invalid authentication credentials. " + seeAlso
    )
    static let scopeInsufficient = APIError(
        status: 403,
        message: "Request had insufficient authentication scopes.",
        detail: .info(reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    )

    /// A 400 of the API itself.
    static func invalid(_ category: String, _ code: String, _ explanation: String) -> APIError {
        APIError(
            status: 400,
            message: "Request contains an invalid argument.",
            detail: .failure(category: category, code: code),
            explanation: explanation
        )
    }

    /// A body that is not what the endpoint takes.
    static func badBody(_ explanation: String) -> APIError {
        APIError(status: 400, message: "Invalid JSON payload received. " + explanation)
    }

    static func query(_ code: String, _ explanation: String) -> APIError { .invalid("queryError", code, explanation) }
}
