extension Scenario {
    /// Why a credential of a scenario does not work, or that it does.
    public enum Cause: String, Sendable, Codable, CaseIterable {
        case healthy
        /// The account took the project out of its connections.
        case revokedByUser
        /// Another token of the same account and project was revoked, and the grant with it.
        case revokedBySibling
        /// Unused for more than six months.
        case idle
        /// The 101st token of the account and client was minted.
        case pushedOut
        /// The consent screen is in testing, and seven days are over.
        case testingOver
        /// Access was given for a time that is over.
        case timedAccessOver
        case accountDeleted
        case clientDeleted
        /// The organisation wants a human to sign in again: `invalid_rapt`.
        case reauthenticationNeeded
        /// The refresh works and Google Ads refuses.
        case twoStepVerificationNotEnrolled
        case notAdsUser
        /// The only customer that the account reaches was cancelled.
        case customerNotEnabled
        case projectNotApproved

        /// What the token endpoint answers to a refresh; nil: an access token.
        public var refreshError: String? {
            switch self {
            case .revokedByUser, .revokedBySibling, .idle, .pushedOut, .testingOver, .timedAccessOver, .accountDeleted,
                .reauthenticationNeeded:
                "invalid_grant"
            case .clientDeleted: "invalid_client"
            case .healthy, .twoStepVerificationNotEnrolled, .notAdsUser, .customerNotEnabled, .projectNotApproved: nil
            }
        }

        /// The error code with which Google Ads refuses; nil: it does not, or is never asked.
        public var adsError: AdsErrorCode? {
            switch self {
            case .twoStepVerificationNotEnrolled: .twoStepVerificationNotEnrolled
            case .notAdsUser: .notAdsUser
            case .customerNotEnabled: .customerNotEnabled
            case .projectNotApproved: .projectNotApproved
            default: nil
            }
        }
    }
}
