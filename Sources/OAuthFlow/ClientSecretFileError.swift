public import GoogleHTTP

/// Why a file does not describe an OAuth client. Never carries a value out of the file.
public enum ClientSecretFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nothing, or nothing but blanks.
    case empty
    /// More than `ClientSecretFile.byteLimit`.
    case tooLarge
    /// A file of another kind.
    case other(OtherFile)
    /// JSON that breaks off or has a slip in it, where that is known.
    case brokenJSON(at: JSONPosition?)
    /// Both `installed` and `web`: two clients, or an edited file.
    case bothKinds
    /// A JSON object with neither `installed` nor `web`.
    case neitherKind
    /// A field that a client cannot do without.
    case missing(field: String)
    /// A field with an example's text in it: the file was never filled in, or was redacted.
    case placeholder(field: String)
    /// A field of a wrong type, or with characters that do not belong there.
    case malformed(field: String)
    /// An endpoint that is not Google's, without leave.
    case foreignEndpoint(field: String, host: String)
    /// An endpoint that is no https URL, nor http on a literal loopback address.
    case unusableEndpoint(field: String, Address.Invalid)

    /// What the file is, and what was expected.
    public var description: String {
        switch self {
        case .empty: "the file is empty; expected \(Self.expected)"
        case .tooLarge: "the file is larger than \(ClientSecretFile.byteLimit / 1024) KiB; expected \(Self.expected)"
        case .other(let file): "the file is \(file.rawValue); expected \(Self.expected)"
        case .brokenJSON(let position):
            "the file is broken JSON" + (position.map { " (\($0))" } ?? "") + "; expected \(Self.expected)"
        case .bothKinds: "the file has both “installed” and “web”; a client is one of them"
        case .neitherKind: "the file is JSON with neither “installed” nor “web”; expected \(Self.expected)"
        case .missing(let field): "the client file has no \(field)"
        case .placeholder(let field): "the client file has a placeholder in the place of its \(field)"
        case .malformed(let field): "the client file has something else in the place of its \(field)"
        case .foreignEndpoint(let field, let host): "the client file's \(field) is not Google's but leads to \(host)"
        case .unusableEndpoint(let field, .insecure(let host)):
            "the client file's \(field) is http to \(host); http is for literal loopback addresses such as 127.0.0.1"
        case .unusableEndpoint(let field, _): "the client file's \(field) is not an https URL"
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .foreignEndpoint: "whoever runs that host gets every token; --allow-endpoints accepts it"
        case .unusableEndpoint: "download the file again, or correct the address"
        default:
            "in the Google Cloud console, APIs & Services, Credentials: create an OAuth client ID of type Desktop app, "
                + "and download its JSON"
        }
    }

    private static let expected = "the client_secret JSON of an OAuth client, with “installed” or “web”"
}
