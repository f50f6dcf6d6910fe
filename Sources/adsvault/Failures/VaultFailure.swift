import Credentials
import Vault

extension CommandFailure {
    /// What a vault's error means to the person who ran the command.
    init(_ error: VaultError) {
        self =
            switch error {
            case .missing:
                CommandFailure(
                    .notFound,
                    code: "no_vault",
                    "\(error)",
                    hint: "make one with 'adsvault init', or name another with --vault"
                )
            case .exists:
                CommandFailure(
                    .exists,
                    code: "vault_exists",
                    "\(error)",
                    hint: "name another place with --vault"
                )
            case .wrongSecret:
                CommandFailure(
                    .wrongPassphrase,
                    code: "wrong_passphrase",
                    "\(error)",
                    hint: "try again; where it is right, the vault's slots were changed: compare it with a backup"
                )
            case .slotUnavailable: CommandFailure(.slotUnavailable, code: "slot_unavailable", "\(error)")
            case .outOfMemory:
                CommandFailure(
                    .slotUnavailable,
                    code: "out_of_memory",
                    "\(error)",
                    hint: "free memory, or open the vault in another way; a lower --kdf needs less"
                )
            case .damaged:
                CommandFailure(
                    .damaged,
                    code: "damaged",
                    "\(error)",
                    hint: "nothing was changed: keep the file, and go back to a backup"
                )
            case .rollback:
                CommandFailure(.rollback, code: "rollback", "\(error)", hint: CommandFailure.wayOutOfRollback)
            case .fork:
                CommandFailure(.rollback, code: "fork", "\(error)", hint: CommandFailure.wayOutOfRollback)
            case .anchorUnusable:
                CommandFailure(
                    .damaged,
                    code: "anchor_unusable",
                    "\(error)",
                    hint:
                        "mend that; if it cannot be, and you trust your vaults as they are, remove what is broken: each is anchored anew"
                )
            case .unsafeFile: CommandFailure(.damaged, code: "unsafe_file", "\(error)")
            case .newerFormat:
                CommandFailure(
                    .damaged,
                    code: "newer_format",
                    "\(error)",
                    hint: "use that version"
                )
            case .busy:
                CommandFailure(
                    .busy,
                    code: "busy",
                    "\(error)",
                    hint: "run the command again"
                )
            case .rekeyed:
                CommandFailure(
                    .busy,
                    code: "rekeyed",
                    "\(error)",
                    hint: "run the command again"
                )
            case .unknown(let type, let name): .unknown(type, name, nearest: nil)
            case .tooLarge: CommandFailure(.usage, code: "too_large", "\(error)")
            case .unusablePlace:
                CommandFailure(
                    .usage,
                    code: "unusable_place",
                    "\(error)",
                    hint: "name another place with --vault"
                )
            case .storage: CommandFailure(.unexpected, code: "storage", "\(error)")
            }
    }

    /// What is wrong with a backup, which is not the vault.
    static func inBackup(_ file: String, _ error: VaultError) -> CommandFailure {
        let failure = CommandFailure(error)
        let (message, hint): (String, String?) =
            switch error {
            case .damaged(let part):
                (
                    "\(file) is damaged, was tampered with, or is no backup: \(part.words)",
                    "nothing was changed: take another backup"
                )
            case .wrongSecret:
                ("the passphrase does not open \(file)", "it opens by what opened the vault when it was made")
            case .newerFormat: ("a later version of adsvault wrote \(file)", failure.hint)
            default: (failure.message, failure.hint)
            }
        return CommandFailure(failure.status, code: failure.code, message, hint: hint)
    }

    /// A backup that is not the newest state of its vault.
    static func goesBack(file: String, _ obstacle: VaultError) -> CommandFailure {
        switch obstacle {
        case .rollback(let found, let known):
            CommandFailure(
                .rollback,
                code: "rollback",
                "\(file) is at \(found), and that is not newer than what is known here: \(known)",
                hint: "to go back to it all the same: adsvault restore \(file) --accept-rollback"
            )
        case .fork(let found, let known):
            CommandFailure(
                .rollback,
                code: "fork",
                "\(file) is at \(found), and took another way than what is known here: \(known)",
                hint: "to take that way all the same: adsvault restore \(file) --accept-rollback"
            )
        default: CommandFailure(obstacle)
        }
    }

    private static let wayOutOfRollback = """
        put the newest copy of the vault back; or, if this one is to count from now on: \
        adsvault restore FILE --accept-rollback, where FILE may be the vault itself
        """

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
    static func taken(_ type: RecordType, _ name: Name, hint: String = "take another name") -> CommandFailure {
        CommandFailure(
            .exists,
            code: "name_taken",
            "there is a \(type.words) '\(name)' already",
            hint: hint
        )
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
        case .reach: "list of customers"
        case .accessToken: "access token"
        case .deployments: "list of copies"
        case .slot: "slot"
        }
    }
}
