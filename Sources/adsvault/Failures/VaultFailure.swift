import Credentials
import Vault

extension CommandFailure {
    /// What a vault's error means to the person who ran the command.
    init(_ error: VaultError) {
        self =
            switch error {
            case .missing(let place):
                CommandFailure(
                    .notFound,
                    code: "no_vault",
                    "there is no vault at \(place)",
                    hint: "make one with 'adsvault init', or name another with --vault"
                )
            case .exists(let place):
                CommandFailure(
                    .exists,
                    code: "vault_exists",
                    "there is something at \(place) already, and it is never overwritten",
                    hint: "name another place with --vault"
                )
            case .wrongSecret:
                CommandFailure(
                    .wrongPassphrase,
                    code: "wrong_passphrase",
                    "the passphrase does not open this vault",
                    hint: "if you are sure of it, the vault's slots were changed: compare the file with a backup"
                )
            case .slotUnavailable(let reason): CommandFailure(.slotUnavailable, code: "slot_unavailable", reason)
            case .damaged(let part):
                CommandFailure(
                    .damaged,
                    code: "damaged",
                    "the vault is damaged or was tampered with: \(part.words)",
                    hint: "nothing was changed: keep the file, and go back to a backup"
                )
            case .unsafeFile(let reason):
                CommandFailure(.damaged, code: "unsafe_file", "the vault is not used: \(reason)")
            case .newerFormat:
                CommandFailure(
                    .damaged,
                    code: "newer_format",
                    "a later version of adsvault wrote this vault",
                    hint: "use that version"
                )
            case .busy:
                CommandFailure(
                    .busy,
                    code: "busy",
                    "another process is writing to the vault",
                    hint: "run the command again"
                )
            case .rekeyed:
                CommandFailure(
                    .busy,
                    code: "rekeyed",
                    "the vault got a new key in the meantime",
                    hint: "run the command again"
                )
            case .unknown(let type, let name): .unknown(type, name, nearest: nil)
            case .taken(let type, let name): .taken(type, name)
            case .tooLarge(let name):
                CommandFailure(.usage, code: "too_large", "what describes '\(name)' does not fit into its record")
            case .storage(let reason): CommandFailure(.unexpected, code: "storage", reason)
            }
    }

    /// Nothing of this name.
    static func unknown(_ type: RecordType, _ name: Name, nearest: Name?) -> CommandFailure {
        let list = type == .client ? "adsvault client list" : "adsvault list"
        return CommandFailure(
            .notFound,
            code: "not_found",
            "there is no \(type.words) '\(name)'",
            hint: nearest.map { "did you mean '\($0)'?" } ?? "'\(list)' shows what there is"
        )
    }

    /// The name is taken.
    static func taken(_ type: RecordType, _ name: Name) -> CommandFailure {
        CommandFailure(
            .exists,
            code: "name_taken",
            "there is a \(type.words) '\(name)' already",
            hint: "take another name"
        )
    }
}

extension VaultError.Part {
    fileprivate var words: String {
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

extension RecordType {
    /// What people call it.
    var words: String {
        switch self {
        case .client: "client"
        case .credential: "credential"
        case .developerToken: "developer token"
        case .successor: "new token"
        case .mints: "count of tokens"
        case .slot: "slot"
        }
    }
}
