/// A Google account that can consent.
public struct Account: Sendable, Codable, Equatable {
    /// What stands in the way of an account, if anything.
    public enum Condition: String, Sendable, Codable, CaseIterable {
        case good
        /// Consent stops on Google's page: the organisation's administrator has not allowed the client.
        case adminPolicyEnforced
        /// Refreshes answer `invalid_rapt` until the account consents again (session control).
        case reauthenticationNeeded
        /// The account is gone and its tokens with it.
        case deleted
    }

    /// The e-mail address, by which a `login_hint` names the account.
    public let email: String
    /// Google's unchanging name of the account: 21 digits.
    public let sub: String
    /// The Workspace domain, when the account belongs to one.
    public let hostedDomain: String?
    /// What stands in its way.
    public var condition: Condition
}
