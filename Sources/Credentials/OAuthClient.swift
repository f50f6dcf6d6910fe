/// An OAuth client of a Cloud project, without its secret.
public struct OAuthClient: Hashable, Sendable {
    /// What the console made it for.
    public enum Kind: String, Sendable {
        /// A desktop client: the consent comes back to a port of this machine (RFC 8252).
        case installed
        /// A web client: the consent comes back to a registered address.
        case web
    }

    /// Google's endpoints, or for a private stand-in the ones that its file names.
    public struct Endpoints: Hashable, Sendable {
        /// Where consent is asked.
        public var authorize: String
        /// Where codes and refresh tokens are exchanged.
        public var token: String
        /// Where a grant is ended.
        public var revoke: String

        /// The three addresses, each an absolute URL.
        public init(authorize: String, token: String, revoke: String) {
            self.authorize = authorize
            self.token = token
            self.revoke = revoke
        }

        /// Google's own.
        public static let google = Endpoints(
            authorize: "https://accounts.google.com/o/oauth2/v2/auth",
            token: "https://oauth2.googleapis.com/token",
            revoke: "https://oauth2.googleapis.com/revoke"
        )
    }

    /// Its name in the vault.
    public var name: Name
    /// Google's id: `123-abc.apps.googleusercontent.com`.
    public var id: String
    /// What the console made it for.
    public var kind: Kind
    /// Its Cloud project: `project_id`, else the id's leading digits, else the id.
    public var project: String
    /// Where it speaks to Google.
    public var endpoints: Endpoints
    /// The redirect addresses registered for a web client; for a desktop client what its file says.
    public var redirectURIs: [String]
    /// When it was added.
    public var createdAt: Timestamp
    /// When its secret was last replaced.
    public var secretRotatedAt: Timestamp?
    /// Whether a developer token is kept with its secret.
    public var hasDeveloperToken: Bool

    /// A client as its file describes it.
    public init(
        name: Name,
        id: String,
        kind: Kind,
        project: String,
        endpoints: Endpoints,
        redirectURIs: [String],
        createdAt: Timestamp
    ) {
        self.name = name
        self.id = id
        self.kind = kind
        self.project = project
        self.endpoints = endpoints
        self.redirectURIs = redirectURIs
        self.createdAt = createdAt
        hasDeveloperToken = false
    }

    /// The project of a client whose file names none: the id's leading digits, which are the project's number,
    /// else the whole id.
    public static func project(ofClientID id: String) -> String {
        projectNumber(ofClientID: id) ?? id
    }

    /// The number of the project, with which the id of a client begins; nil for an id that has none.
    static func projectNumber(ofClientID id: String) -> String? {
        let digits = id.prefix { $0.isASCII && $0.isNumber }
        return digits.isEmpty ? nil : String(digits)
    }
}
