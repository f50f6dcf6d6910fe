public import Credentials
public import Sealing

/// A credential that a file holds, with everything the file says of it.
///
/// A class, since a list cannot hold what cannot be copied; nothing of it changes.
public final class ImportedCredential: Sendable {
    /// The secret itself.
    public enum Material: ~Copyable, Sendable {
        /// A user's refresh token.
        case user(User)
        /// A service account's key.
        case serviceAccount(ServiceAccountKey)
        /// Nothing but the path of a service account's key, as the file has it; nil where it does not look like a path
        /// that can be shown.
        case keyFile(path: String?)
    }

    /// A refresh token with the client that it was granted to.
    public struct User: ~Copyable, Sendable {
        /// The id of the OAuth client.
        public let clientID: String
        /// That client's secret.
        public let clientSecret: SecretBytes
        /// The refresh token.
        public let refreshToken: SecretBytes
    }

    /// The secret itself.
    public let material: Material
    /// The developer token.
    public let developerToken: SecretBytes?
    /// The manager through which customers are reached; of an old `adwords:` block, its customer.
    public let loginCustomerID: CustomerID?
    /// The data provider that acts on customers by a link of accounts.
    public let linkedCustomerID: CustomerID?
    /// The network of Ad Manager.
    public let networkCode: NetworkCode?
    /// The account: whose consent it is, or the service account.
    public let accountEmail: String?
    /// The user for whom a service account acts.
    public let impersonatedEmail: String?
    /// The format that it was found in.
    public let format: ExportFormat
    /// The line that it starts at, from 1.
    public let line: Int

    init(
        _ material: consuming Material,
        developerToken: consuming SecretBytes? = nil,
        loginCustomerID: CustomerID? = nil,
        linkedCustomerID: CustomerID? = nil,
        networkCode: NetworkCode? = nil,
        accountEmail: String? = nil,
        impersonatedEmail: String? = nil,
        format: ExportFormat,
        line: Int
    ) {
        self.material = material
        self.developerToken = developerToken
        self.loginCustomerID = loginCustomerID
        self.linkedCustomerID = linkedCustomerID
        self.networkCode = networkCode
        self.accountEmail = accountEmail
        self.impersonatedEmail = impersonatedEmail
        self.format = format
        self.line = line
    }

    /// What kind of credential it is.
    public var kind: Credential.Kind {
        switch material {
        case .user: .user
        case .serviceAccount: .serviceAccount
        case .keyFile: .serviceAccount
        }
    }
}
