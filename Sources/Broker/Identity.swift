public import Credentials

/// A credential as the metadata server shows it: in the clothes of a service account.
public struct Identity: Hashable, Sendable {
    /// The credential's name.
    public let name: Name
    /// The e-mail that clients see: the account's, or the credential's name where none is known.
    ///
    /// Of one that ends in gserviceaccount.com, google-auth for Python asks Google for more.
    public let email: String
    /// The scopes that may be asked for, ascending; none where they are not known, and Google is to judge.
    public let scopes: [Scope]

    /// A credential under its name.
    ///
    /// - Parameters:
    ///   - email: the account's. One that does not fit into a path and a line of its own counts as not known.
    ///   - scopes: what was granted.
    public init(name: Name, email: String?, scopes: [Scope]) {
        self.name = name
        self.email = email.flatMap { Self.isPlain($0) ? $0 : nil } ?? name.description
        self.scopes = Set(scopes).sorted()
    }

    private static func isPlain(_ email: String) -> Bool {
        let forbidden = Set("/?#%\"\\".utf8)
        return (1...254).contains(email.utf8.count)
            && email.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && !forbidden.contains($0) }
    }
}
