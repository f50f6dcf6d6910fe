/// A permission that Google grants, as OAuth spells it (RFC 6749 §3.3).
public struct Scope: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The scope as it goes over the wire.
    public let description: String

    /// Everything in Google Ads. There is no read-only form.
    public static let adwords = Scope(google: "adwords")
    /// Ad Manager by its REST API.
    public static let adManager = Scope(google: "admanager")
    /// Ad Manager by its REST API, reading only.
    public static let adManagerReadOnly = Scope(google: "admanager.readonly")
    /// Ad Manager by its SOAP API.
    public static let dfp = Scope(google: "dfp")
    /// What gives access to Ad Manager, in whole or in part.
    public static let adManagerScopes: Set<Scope> = [.adManager, .adManagerReadOnly, .dfp]
    /// Who the account is, as an id_token (OpenID Connect).
    public static let openID = Scope(unchecked: "openid")
    /// The account's e-mail address.
    public static let email = Scope(google: "userinfo.email")

    /// Those that stand here by name: what is done with Google Ads and Ad Manager.
    public static let named: [Scope] = [.adwords, .adManager, .adManagerReadOnly, .dfp, .openID, .email]

    /// What `login` asks for where nobody says otherwise.
    public static let loginDefaults: [Scope] = [.adwords, .openID, .email]

    /// A text that is no scope: empty, longer than 256 characters, or with a character RFC 6749 §3.3 excludes.
    public struct Invalid: Error {}

    /// The scope that `text` spells; a short form such as `adwords` stands for Google's URL of that name, and
    /// `email` for `userinfo.email`.
    public init(_ text: String) throws(Invalid) {
        let allowed = text.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        guard !text.isEmpty, allowed else { throw Invalid() }
        switch text {
        case "openid": self = .openID
        case "email": self = .email
        default: self = text.contains(":") ? Scope(unchecked: text) : Scope(google: text)
        }
        guard description.utf8.count <= 256 else { throw Invalid() }
    }

    /// The scopes of a space-separated list, in its order, each once; what is no scope is left out.
    public static func list(_ text: String) -> [Scope] {
        var seen: Set<Scope> = []
        // Google lists more than we know; a strange one is no reason to fail.
        return text.split(separator: " ")
            .compactMap { try? Scope(String($0)) }
            .filter { seen.insert($0).inserted }
    }

    /// The scope without Google's prefix, for people: `adwords`.
    public var shortForm: String {
        description.hasPrefix(Self.prefix) ? String(description.dropFirst(Self.prefix.count)) : description
    }

    /// By the letters of the scope.
    public static func < (left: Scope, right: Scope) -> Bool {
        left.description < right.description
    }

    /// The scopes that most credentials have, with their letters.
    static let known = (loginDefaults + [adManager, dfp]).map { (scope: $0, letters: Array($0.description.utf8)) }

    private static let prefix = "https://www.googleapis.com/auth/"

    private init(google name: String) {
        description = Self.prefix + name
    }

    private init(unchecked text: String) {
        description = text
    }
}
