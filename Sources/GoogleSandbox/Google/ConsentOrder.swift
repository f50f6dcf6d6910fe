/// What the next consent shall be, decided beforehand instead of by a person at the page.
public struct ConsentOrder: Sendable, Codable, Equatable {
    /// The e-mail of the account that consents; nil: the one that `login_hint` names.
    public var account: String?
    /// Scopes that the person unticks.
    public var untick: [String] = []
    /// The person says no: the redirect carries `error=access_denied`.
    public var deny = false
    /// The redirect carries this error instead of a code.
    public var error: String?
    /// The consent stays on Google's page with this error.
    public var page: PageError?
    /// The redirect's `state` is this one, not the client's.
    public var state: String?
    /// Parameters that the redirect lacks, such as `scope` or `code`.
    public var omit: [String] = []
    /// Parameters that the redirect carries twice.
    public var duplicate: [String] = []
    /// Access for a limited time: the refresh token ends after this many seconds.
    public var accessSeconds: Int?

    /// A consent by an account, with all scopes ticked; each property changes one thing.
    public init(
        account: String? = nil,
        untick: [String] = [],
        deny: Bool = false,
        error: String? = nil,
        page: PageError? = nil,
        state: String? = nil,
        omit: [String] = [],
        duplicate: [String] = [],
        accessSeconds: Int? = nil
    ) {
        self.account = account
        self.untick = untick
        self.deny = deny
        self.error = error
        self.page = page
        self.state = state
        self.omit = omit
        self.duplicate = duplicate
        self.accessSeconds = accessSeconds
    }
}
