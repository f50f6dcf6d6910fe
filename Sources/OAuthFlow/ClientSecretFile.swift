public import Credentials
import Foundation
import GoogleHTTP
public import Sealing

/// An OAuth client as Google's console gives it away: `client_secret_….json`, with `installed` or `web`.
public struct ClientSecretFile: ~Copyable, Sendable {
    /// Google's id of the client.
    public let id: String
    /// What the console made it for.
    public let kind: OAuthClient.Kind
    /// Its Cloud project: `project_id`, else the id's leading digits, else the id.
    public let project: String
    /// Google's endpoints, in the spelling of today, or those that the file names.
    public let endpoints: OAuthClient.Endpoints
    /// The redirect addresses that the file names.
    public let redirectURIs: [String]
    /// The client secret.
    public let secret: SecretBytes

    /// The largest file that is looked at, in bytes; read one byte more to tell a larger one. Real ones have about 400.
    public static let byteLimit = 64 * 1024

    /// Reads the contents of a file.
    ///
    /// Foundation's JSON reader leaves copies of the secret in memory that cannot be wiped.
    ///
    /// - Parameter allowingEndpoints: whether other endpoints than Google's are taken, https or on a loopback address.
    /// - Throws: `ClientSecretFileError`, saying what the file is instead.
    public init(_ contents: RawSpan, allowingEndpoints: Bool = false) throws(ClientSecretFileError) {
        guard contents.byteCount <= Self.byteLimit else { throw .tooLarge }
        var data = unsafe contents.withUnsafeBytes { unsafe Data($0) }
        defer { data.resetBytes(in: data.indices) }
        let (kind, section) = try ClientSecretDocument(data).section()
        let id = try section.text(.clientID)
        let secret = try section.text(.clientSecret)
        let project = try section.optionalText(.projectID)
        let redirectURIs = try section.checkedRedirectURIs()
        let endpoints = try section.endpoints(allowingOthers: allowingEndpoints)
        var bytes = Array(secret.utf8)
        self.id = id
        self.kind = kind
        self.project = project ?? OAuthClient.project(ofClientID: id)
        self.endpoints = endpoints
        self.redirectURIs = redirectURIs
        self.secret = SecretBytes(wiping: &bytes)
    }

    /// The client under a name, without its secret.
    public func client(named name: Name, createdAt: Timestamp) -> OAuthClient {
        OAuthClient(
            name: name,
            id: id,
            kind: kind,
            project: project,
            endpoints: endpoints,
            redirectURIs: redirectURIs,
            createdAt: createdAt
        )
    }
}
