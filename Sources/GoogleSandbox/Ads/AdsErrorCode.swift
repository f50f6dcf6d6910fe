/// Why the Google Ads API refuses an account, a customer or a project although its access token is good.
public enum AdsErrorCode: String, Sendable, Codable, CaseIterable {
    case twoStepVerificationNotEnrolled = "TWO_STEP_VERIFICATION_NOT_ENROLLED"
    case notAdsUser = "NOT_ADS_USER"
    case customerNotEnabled = "CUSTOMER_NOT_ENABLED"
    case userPermissionDenied = "USER_PERMISSION_DENIED"
    /// Test accounts stay open to such a project.
    case projectNotApproved = "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION"
    case resourceExhausted = "RESOURCE_EXHAUSTED"

    /// Whether it speaks of a customer, so that the list of accessible customers is answered all the same.
    var concernsCustomer: Bool {
        switch self {
        case .customerNotEnabled, .userPermissionDenied, .projectNotApproved: true
        case .twoStepVerificationNotEnrolled, .notAdsUser, .resourceExhausted: false
        }
    }

    /// The error in Google's words.
    var error: APIError {
        switch self {
        case .twoStepVerificationNotEnrolled, .notAdsUser: failure(401, "authenticationError")
        case .customerNotEnabled, .userPermissionDenied, .projectNotApproved: failure(403, "authorizationError")
        case .resourceExhausted: .exhausted(retryDelaySeconds: 8962)
        }
    }

    private func failure(_ status: Int, _ category: String) -> APIError {
        APIError(
            status: status,
            message: status == 401 ? APIError.credentialsInvalid.message : "The caller does not have permission",
            detail: .failure(category: category, code: rawValue),
            explanation: explanation
        )
    }

    private var explanation: String {
        switch self {
        case .twoStepVerificationNotEnrolled:
            """
            An account administrator changed this account's authentication settings. To access this Google Ads account, \
            enable 2-Step Verification in your Google account at https://www.google.com/landing/2step.
            """
        case .notAdsUser:
            "The Google account that generated the access token is not associated with a Google Ads account."
        case .customerNotEnabled:
            "The customer account can't be accessed because it is not yet enabled or has been deactivated."
        case .userPermissionDenied:
            """
            User doesn't have permission to access customer. Note: If you're accessing a client customer, the manager's \
            customer id must be set in the 'login-customer-id' header.
            """
        case .projectNotApproved:
            """
            The Google Cloud project is only approved for use with test accounts. To access non-test accounts, apply for \
            Explorer, Basic or Standard access.
            """
        case .resourceExhausted: "Too many requests."
        }
    }
}

extension APIError {
    /// The quota is used up.
    static func exhausted(retryDelaySeconds: Int?, retryAfterSeconds: Int? = nil) -> APIError {
        APIError(
            status: 429,
            message: "Resource has been exhausted (e.g. check quota).",
            detail: .failure(category: "quotaError", code: AdsErrorCode.resourceExhausted.rawValue),
            explanation: retryDelaySeconds.map { "Too many requests. Retry in \($0) seconds." } ?? "Too many requests.",
            retryAfterSeconds: retryAfterSeconds,
            retryDelaySeconds: retryDelaySeconds
        )
    }
}

/// Whom a refusal is for.
public enum AdsSubject: Hashable, Sendable {
    /// The account with this e-mail or `sub`.
    case account(String)
    /// This customer, whoever asks.
    case customer(AdsCustomerID)
    /// Every client of this Cloud project.
    case project(String)
}
