public import Credentials
public import Deploy

/// What an import is asked for.
public struct ImportRequest: Sendable {
    /// What to call the one credential; nil takes the account's e-mail, else the file's base name.
    public var name: Name?
    /// The person who answers for it.
    public var owner: String?
    /// Labels.
    public var tags: [String: String] = [:]

    /// An import under names of the files' own.
    public init() {}
}

/// Why a file that could be read is not imported, or not in this way.
public enum ImportRefusal: Error, Equatable, Sendable {
    /// One name was given for more than one credential.
    case severalCredentials(count: Int)
}

/// What became of a file, or would.
public struct ImportOutcome: Sendable {
    /// Its credentials, in the file's order.
    public internal(set) var items: [ImportedItem] = []
    /// What a person should know, each a sentence.
    public internal(set) var notes: [String] = []
    /// What the file holds and the vault does not, each a few words; empty where the file is of no use any more.
    public internal(set) var remains: [String] = []
}

/// What became of a credential in a file, or would.
public struct ImportedItem: Sendable {
    /// The ways it can go.
    public enum Result: Hashable, Sendable {
        /// It is in the vault from now on.
        case imported
        /// It was there before.
        case alreadyThere
        /// It was there before, and is proven dead.
        case revoked
        /// The file only names the key file that it is in; nil where what it names cannot be shown.
        case keyFile(path: String?)
    }

    /// What became of it.
    public let result: Result
    /// What it is called in the vault; nil where it is not there.
    public let name: Name?
    /// What kind of secret it is.
    public let kind: Credential.Kind
    /// The format that it was found in.
    public let format: ExportFormat
    /// The line that it starts at, from 1.
    public let line: Int
    /// What its client is called in the vault; nil where it has none.
    public let client: Name?
    /// Whether the client came into the vault with it.
    public let isNewClient: Bool
}
