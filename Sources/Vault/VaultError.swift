public import Credentials

/// Why a vault does not do what it was asked.
public enum VaultError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no vault at this place.
    case missing(String)
    /// There is something at this place already, and it is never overwritten.
    case exists(String)
    /// No slot's commitment matches: the passphrase, code or key is wrong, or the slot was changed.
    case wrongSecret
    /// The slot cannot be tried here, as there is none of this type.
    case slotUnavailable(String)
    /// This machine gives too little memory for a passphrase's Argon2 cost.
    case outOfMemory(mebibytes: Int)
    /// The vault is damaged or was tampered with.
    case damaged(Part)
    /// The vault is an older state than `known`, which was seen before: the whole file went back.
    case rollback(found: VaultState, known: VaultState)
    /// The vault went another way than by `known`, which was seen before.
    case fork(found: VaultState, known: VaultState)
    /// The anchor by which a rollback would show cannot be read, is damaged, or could be written by others. The text
    /// names the place and the cause.
    case anchorUnusable(String)
    /// The file is not safe to use: other people can read it, it is a link, it is not a file. The text says which.
    case unsafeFile(String)
    /// A later version of adsvault wrote this vault.
    case newerFormat
    /// Someone else is writing and did not finish in time.
    case busy
    /// The vault got a new key since it was opened: open it again.
    case rekeyed
    /// No record of this name.
    case unknown(RecordType, Name)
    /// A description or a secret larger than the format's bounds.
    case tooLarge(Name)
    /// No vault can be made here: a file where a folder should be, no permission, a read-only file system. The text says
    /// which.
    case unusablePlace(String)
    /// The operating system or SQLite could not read or write. The text names the file and the cause.
    case storage(String)

    /// What happened, for people.
    public var description: String {
        switch self {
        case .missing(let place): "there is no vault at \(place)"
        case .exists(let place): "there is something at \(place) already, and it is never overwritten"
        case .wrongSecret: "the passphrase does not open this vault"
        case .slotUnavailable(let reason), .unusablePlace(let reason), .storage(let reason): reason
        case .outOfMemory(let mebibytes):
            "the passphrase needs \(mebibytes) MiB of memory, more than this machine gives"
        case .damaged(let part): "the vault is damaged or was tampered with: \(part.words)"
        case .rollback(let found, let known):
            "the vault went back: it is at \(found), and this machine has seen \(known)"
        case .fork(let found, let known):
            "the vault took another way: it is at \(found), which does not come after \(known), seen before"
        case .anchorUnusable(let reason): "whether the vault went back cannot be told: \(reason)"
        case .unsafeFile(let reason): "the vault is not used: \(reason)"
        case .newerFormat: "a later version of adsvault wrote this vault"
        case .busy: "another process is writing to the vault"
        case .rekeyed: "the vault got a new key in the meantime"
        case .unknown(let type, let name): "there is no \(type.rawValue) '\(name)'"
        case .tooLarge(let name): "what describes '\(name)' does not fit into its record"
        }
    }

    /// What of a vault was found damaged.
    public enum Part: String, Equatable, Sendable {
        /// The file is no SQLite database, or SQLite finds it corrupt.
        case file
        /// The tables are not exactly those of the format.
        case schema
        /// The one row that covers everything else.
        case head
        /// The ways to unlock.
        case slots
        /// One or more records.
        case records
        /// The audit log.
        case audit
    }
}

extension VaultError.Part {
    /// What is wrong with it, for people.
    public var words: String {
        switch self {
        case .file: "it is no whole SQLite database"
        case .schema: "its tables are not those of a vault"
        case .head: "its head does not open"
        case .slots: "its ways to unlock are not as they were left"
        case .records: "its records are not as they were left"
        case .audit: "its audit log is not as it was left"
        }
    }
}
