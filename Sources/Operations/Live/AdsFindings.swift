import Credentials
import GoogleAds
import GoogleHTTP

extension Credential {
    /// Who acts by it, for people.
    fileprivate var actor: String { key?.impersonatedEmail ?? account?.name ?? "the account" }
}

extension Finding {
    /// What an API's refusal, or the lack of an answer, means for a credential.
    init(_ error: AdsError, of credential: Credential) {
        let again = "adsvault check \(credential.name)"
        switch error {
        case .refused(let refusal): self.init(refusal, of: credential)
        case .http(.rateLimited): self.init(code: .rateLimited, severity: .error, message: "\(error)", next: again)
        case _ where error.isTransient:
            self.init(code: .unreachable, severity: .error, message: "\(error)", next: again)
        default: self.init(code: .refused, severity: .error, message: "\(error)", next: "adsvault doctor")
        }
    }

    /// More than a record holds.
    static func manyCustomers(_ count: Int) -> Finding {
        Finding(
            code: .manyCustomers,
            severity: .warning,
            message: "it reaches \(count) customers, more than a record holds: they are not kept for tree and filters",
            next: nil
        )
    }

    /// Nothing is kept of what it reaches, and nobody was asked: it seems dead, or has no scope for it.
    static func notRead(_ credential: Credential) -> Finding {
        let isDead = credential.state != .active
        let reason = isDead ? "it is \(credential.state.rawValue)" : "it has no scope that reaches anybody"
        return Finding(
            code: .notRead,
            severity: .warning,
            message: "what it reaches was never read, since \(reason)",
            next: "adsvault tree \(credential.name) --refresh"
        )
    }

    /// Nothing to reach, although the scope is there.
    static func noCustomers(_ credential: Credential) -> Finding {
        let whose = credential.actor
        return Finding(
            code: .noCustomers,
            severity: .warning,
            message: "it works, and reaches no Google Ads customer: \(whose) was given access to none",
            next: nil
        )
    }

    /// What Google's no to a whole account means, and what to do about it.
    init(_ refusal: AdsRefusal, of credential: Credential) {
        let whose = credential.actor
        let (code, cause, next) = Self.words(of: refusal, whose, credential)
        let message = cause.map { "\($0) (\(refusal.code))" } ?? "Google Ads refused: \(refusal)"
        self.init(code: code, severity: .error, message: message, next: next)
    }

    /// What some customers' refusals mean, a cause each: somebody should look, unless nothing is reached at all.
    static func refusals(
        _ refusals: [CustomerID: AdsRefusal],
        of credential: Credential,
        isOnlyWay: Bool
    ) -> [Finding] {
        let sorted = refusals.sorted { $0.key < $1.key }
        let byCause = Dictionary(grouping: sorted) { Finding($0.value, of: credential).message }
        return byCause.values.sorted { $0[0].key < $1[0].key }.map { refused in
            Finding(refused[0].value, of: refused.map(\.key), by: credential, isOnlyWay: isOnlyWay)
        }
    }

    private init(_ refusal: AdsRefusal, of customers: [CustomerID], by credential: Credential, isOnlyWay: Bool) {
        let finding = Finding(refusal, of: credential)
        let named = customers.prefix(3).map(\.description).joined(separator: ", ")
        let rest = customers.count > 3 ? " and \(customers.count - 3) more" : ""
        self.init(
            code: finding.code,
            severity: isOnlyWay ? .error : .warning,
            message: "\(customers.count == 1 ? "customer" : "customers") \(named)\(rest): \(finding.message)",
            next: finding.next
        )
    }

    private static func words(
        of refusal: AdsRefusal,
        _ whose: String,
        _ credential: Credential
    ) -> (code: Code, cause: String?, next: String) {
        let name = credential.name
        let again = "adsvault check \(name)"
        let project = credential.project ?? "of the service account"
        let console = "https://console.cloud.google.com"
        return switch refusal.cause {
        case .twoStepVerificationNotEnrolled:
            (
                .twoStepVerification, "\(whose) has no two-step verification, without which Google Ads refuses it",
                "have \(whose) turn on two-step verification, then \(again)"
            )
        case .notAdsUser:
            (
                .notAdsUser, "\(whose) is a user of no Google Ads account",
                "have \(whose) invited in Google Ads (Admin, Access and security), then \(again)"
            )
        case .customerNotEnabled:
            (
                .customerNotEnabled, "the account is not yet open, or was closed",
                "reactivate it in Google Ads, or see adsvault tree \(name) --refresh"
            )
        case .customerNotFound: (.customerNotFound, "there is no such customer", "adsvault tree \(name) --refresh")
        case .permissionDenied:
            (
                .permissionDenied, "\(whose) may not see it, or not through this manager",
                "adsvault tree \(name) --refresh"
            )
        case .projectNotApprovedForProduction:
            (
                .projectNotApproved,
                "project \(project) may call test accounts only: it is not approved for production",
                "apply for production access for project \(project), then \(again)"
            )
        case .apiNotEnabled:
            (
                .apiNotEnabled, "the API is not switched on in project \(project)",
                "switch it on at \(console) for project \(project), then \(again)"
            )
        case .developerToken:
            (
                .developerToken, "the developer token is not accepted",
                credential.client.map { "adsvault client set \($0.name) --developer-token-file FILE" } ?? again
            )
        case .oauthTokenInvalid: (.refused, nil, again)
        case .scopeMissing:
            (
                .missingScope, "the grant lacks the scope",
                credential.kind == .user ? "adsvault rotate token \(name)" : "adsvault check \(name) --scope adwords"
            )
        case .quota:
            (
                .rateLimited,
                refusal.retryAt.map { "too many calls; Google wants to be asked again at \($0)" } ?? "too many calls",
                again
            )
        case .unsupportedVersion:
            (
                .unsupportedVersion, "Google no longer has this version of its API",
                "set ADSVAULT_ADS_VERSION to a version that is, as v27; then \(again)"
            )
        case .other: (.refused, nil, again)
        }
    }
}
