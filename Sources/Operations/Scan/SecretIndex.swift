public import Credentials
import Deploy
import Sealing
import Vault

/// A secret that lies somewhere in plaintext.
public struct FoundSecret: Hashable, Sendable {
    /// What is known of it.
    public enum Kind: String, Sendable {
        case refreshToken
        case clientSecret
        case developerToken
        case accessToken
        case privateKey
    }

    /// Whose it is.
    public enum Owner: Hashable, Sendable {
        /// A credential's own secret, or the one that waits to replace it.
        case credential(Name)
        /// A client's secret, or the developer token that is kept with it.
        case client(Name)

        /// What the owner is called.
        public var name: Name {
            switch self {
            case .credential(let name), .client(let name): name
            }
        }
    }

    /// What it is.
    public let kind: Kind
    /// Whose it is; nil where it only looks like a secret, and is none of this vault's.
    public let owner: Owner?
    /// Who has the same secret besides, such as clients of one developer token; by name.
    public let others: [Owner]
    /// The line that it begins at, from 1.
    public let line: Int
    /// Equal for equal secrets.
    public let fingerprint: String

    /// A secret of `owner` and `others`, or nobody's here.
    public init(kind: Kind, owner: Owner?, others: [Owner] = [], line: Int, fingerprint: String) {
        self.kind = kind
        self.owner = owner
        self.others = others
        self.line = line
        self.fingerprint = fingerprint
    }
}

/// What the secrets of a vault are known by in plaintext: keyed fingerprints, and their lengths. The secrets are not in it.
public struct SecretIndex: Sendable {
    private struct Known: Sendable {
        let kind: FoundSecret.Kind
        /// By name.
        var owners: [FoundSecret.Owner]
    }

    private let vault: Vault
    private var known: [String: Known] = [:]
    private var wordLengths: Set<Int> = []
    /// Whose secrets nothing would find, since they have characters at which text is cut.
    public private(set) var unsearchable: [FoundSecret.Owner] = []

    init(vault: Vault) {
        self.vault = vault
    }

    /// Whether a secret is among those looked for.
    public var isEmpty: Bool { known.isEmpty }

    /// The secrets in `text`, whose first line is number `line`, each once a line.
    public func secrets(in text: [UInt8], line: Int) -> [FoundSecret] {
        var found: [FoundSecret] = []
        var seen: Set<FoundSecret> = []
        SecretSearch(wordLengths: wordLengths).candidates(in: text, line: line) { candidate, bytes in
            let fingerprint = vault.fingerprint(of: bytes)
            let match = known[fingerprint]
            guard match != nil || candidate.isLikely, let kind = match?.kind ?? candidate.kind?.found else { return }
            let owners = match?.owners ?? []
            let secret = FoundSecret(
                kind: kind,
                owner: owners.first,
                others: Array(owners.dropFirst()),
                line: candidate.line,
                fingerprint: fingerprint
            )
            if seen.insert(secret).inserted { found.append(secret) }
        }
        return found
    }

    /// Learns by what a secret is known: the text itself, or for a service account's key the private key in it.
    mutating func learn(_ secret: borrowing SecretBytes, _ kind: FoundSecret.Kind, of owner: FoundSecret.Owner) {
        let whole = vault.fingerprint(of: secret)
        var text = secret.withBytes { $0.array }
        defer { wipe(&text) }
        var isFound = false
        SecretSearch(wordLengths: [text.count]).candidates(in: text, line: 1) { candidate, bytes in
            let fingerprint = vault.fingerprint(of: bytes)
            guard kind == .privateKey ? candidate.kind == .privateKey : fingerprint == whole else { return }
            var owners = known[fingerprint]?.owners ?? []
            if !owners.contains(owner) { owners.append(owner) }
            known[fingerprint] = Known(kind: kind, owners: owners.sorted { $0.name < $1.name })
            isFound = true
        }
        if !isFound { unsearchable.append(owner) }
        if isFound, kind != .privateKey { wordLengths.insert(text.count) }
    }
}

extension SecretKind {
    /// What is reported of a text that begins so.
    fileprivate var found: FoundSecret.Kind? {
        switch self {
        case .refreshToken: .refreshToken
        case .clientSecret: .clientSecret
        case .accessToken: .accessToken
        case .privateKey: .privateKey
        case .authorizationCode, .clientID: nil
        }
    }
}
