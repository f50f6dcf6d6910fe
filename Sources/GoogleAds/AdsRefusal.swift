public import Credentials

/// Google's no: its own words, fit to be shown.
public struct AdsRefusal: Error, Sendable, Equatable {
    /// The HTTP status.
    public let status: Int
    /// The kind of error that the Google Ads API counts it among, as `authorizationError`; nil where it came from
    /// elsewhere.
    public let category: String?
    /// The error's name: capitals, digits and `_`.
    public let code: String
    /// What Google says to people about it, redacted, on one line.
    public let message: String?
    /// The number by which Google's support finds the call.
    public let requestID: String?
    /// From when on Google wants to be called again; nil where it did not say.
    public let retryAt: Timestamp?

    /// What it comes down to.
    public enum Cause: String, Sendable, CaseIterable {
        /// The account has no two-step verification, which Google asks for.
        case twoStepVerificationNotEnrolled
        /// The account has to do with no Google Ads account at all.
        case notAdsUser
        /// The customer is not yet open, or no more.
        case customerNotEnabled
        /// There is no such customer.
        case customerNotFound
        /// The account may not see the customer, or not by this login-customer-id.
        case permissionDenied
        /// The client's Cloud project may call test accounts only.
        case projectNotApprovedForProduction
        /// The Google Ads API is not switched on in the client's Cloud project.
        case apiNotEnabled
        /// The developer token is missing, wrong, or not for this project or account.
        case developerToken
        /// The access token is over, revoked, or none.
        case oauthTokenInvalid
        /// The grant lacks the scope.
        case scopeMissing
        /// Too many calls; `retryAt` says how long to wait where Google did.
        case quota
        /// This version of the API is over, or not yet there: another has to be set.
        case unsupportedVersion
        /// Something else: see category and code.
        case other

        /// Whether it is about one customer, so that others may be reached all the same: test accounts too, where the
        /// project may call no others. A cause that is not known counts as one.
        public var concernsOneCustomer: Bool {
            switch self {
            case .customerNotEnabled, .customerNotFound, .permissionDenied, .projectNotApprovedForProduction, .other:
                true
            case .twoStepVerificationNotEnrolled, .notAdsUser, .apiNotEnabled, .developerToken, .oauthTokenInvalid,
                .scopeMissing, .quota, .unsupportedVersion:
                false
            }
        }
    }

    /// What it comes down to.
    public var cause: Cause {
        switch code {
        case "TWO_STEP_VERIFICATION_NOT_ENROLLED": .twoStepVerificationNotEnrolled
        case "NOT_ADS_USER": .notAdsUser
        case "CUSTOMER_NOT_ENABLED": .customerNotEnabled
        case "CUSTOMER_NOT_FOUND": .customerNotFound
        case "USER_PERMISSION_DENIED", "PERMISSION_DENIED": .permissionDenied
        case "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION": .projectNotApprovedForProduction
        case "SERVICE_DISABLED": .apiNotEnabled
        case "ACCESS_TOKEN_SCOPE_INSUFFICIENT": .scopeMissing
        case "UNSUPPORTED_VERSION": .unsupportedVersion
        case "RESOURCE_EXHAUSTED", "RESOURCE_TEMPORARILY_EXHAUSTED": .quota
        case _ where code.hasPrefix("DEVELOPER_TOKEN_"): .developerToken
        case _ where code.hasPrefix("OAUTH_TOKEN_"): .oauthTokenInvalid
        case _ where category == nil && status == 404: .unsupportedVersion
        case _ where status == 401: .oauthTokenInvalid
        case _ where status == 429: .quota
        default: .other
        }
    }
}

extension AdsRefusal: CustomStringConvertible {
    /// Code and message in one.
    public var description: String {
        message.map { "\(code) (\($0))" } ?? code
    }
}
