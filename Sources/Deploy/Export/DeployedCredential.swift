public import Credentials
public import Sealing

/// What a deployed client loads so as to act for an account.
public struct DeployedCredential: ~Copyable, Sendable {
    /// The id of the OAuth client that the refresh token was granted to.
    public let clientID: String
    /// That client's secret.
    public let clientSecret: SecretBytes
    /// The refresh token.
    public let refreshToken: SecretBytes
    /// The developer token, where the vault holds one: since September 2026 the API does without.
    public let developerToken: SecretBytes?
    /// The manager through which the client reaches its customers.
    public let loginCustomerID: CustomerID?
    /// The data provider that acts on customers by a link of accounts.
    public let linkedCustomerID: CustomerID?
    /// The network of Ad Manager.
    public let networkCode: NetworkCode?
    /// The e-mail address of the account that consented.
    public let accountEmail: String?

    /// One of the things that a configuration can hold.
    public enum Setting: String, CaseIterable, Sendable {
        case clientID = "client id"
        case clientSecret = "client secret"
        case refreshToken = "refresh token"
        case developerToken = "developer token"
        case loginCustomerID = "login customer id"
        case linkedCustomerID = "linked customer id"
        case networkCode = "network code"
        case accountEmail = "account e-mail"
        /// The path of a service account's key, which is only ever read: no export holds one.
        case keyFile = "key file"
        /// The user for whom a service account acts, which is only ever read.
        case impersonatedEmail = "impersonated e-mail"

        /// Those that a user's credential has.
        public static let ofUsers = allCases.filter { $0 != .keyFile && $0 != .impersonatedEmail }
    }

    /// A credential with everything that is known of it.
    public init(
        clientID: String,
        clientSecret: consuming SecretBytes,
        refreshToken: consuming SecretBytes,
        developerToken: consuming SecretBytes? = nil,
        loginCustomerID: CustomerID? = nil,
        linkedCustomerID: CustomerID? = nil,
        networkCode: NetworkCode? = nil,
        accountEmail: String? = nil
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.refreshToken = refreshToken
        self.developerToken = developerToken
        self.loginCustomerID = loginCustomerID
        self.linkedCustomerID = linkedCustomerID
        self.networkCode = networkCode
        self.accountEmail = accountEmail
    }

    /// Lends the value of each setting that there is, in the order of `Setting`.
    borrowing func forEachSetting(
        _ body: (Setting, RawSpan) throws(ExportError) -> Void
    ) throws(ExportError) {
        try body(.clientID, Array(clientID.utf8).rawBytes)
        try clientSecret.withBytes { value throws(ExportError) in try body(.clientSecret, value) }
        try refreshToken.withBytes { value throws(ExportError) in try body(.refreshToken, value) }
        switch developerToken {
        case .some(let token): try token.withBytes { value throws(ExportError) in try body(.developerToken, value) }
        case .none: break
        }
        if let loginCustomerID { try body(.loginCustomerID, Array(loginCustomerID.digits.utf8).rawBytes) }
        if let linkedCustomerID { try body(.linkedCustomerID, Array(linkedCustomerID.digits.utf8).rawBytes) }
        if let networkCode { try body(.networkCode, Array(networkCode.digits.utf8).rawBytes) }
        if let accountEmail { try body(.accountEmail, Array(accountEmail.utf8).rawBytes) }
    }
}
