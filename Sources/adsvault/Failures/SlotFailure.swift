import Operations

extension CommandFailure {
    /// What is wrong with the slot that a command names, or would add.
    init(_ problem: SlotProblem) {
        self =
            switch problem {
            case .unknown(let text, let nearest):
                CommandFailure(
                    .notFound,
                    code: "not_found",
                    "there is no slot '\(text)'",
                    hint: nearest.map { "did you mean '\($0)'?" } ?? "'adsvault slot list' shows what there is"
                )
            case .ambiguous(let text, let ids):
                .usage(
                    "'\(text)' means several slots",
                    hint:
                        "name one by the beginning of its id: \(ids.map { String($0.prefix(8)) }.joined(separator: ", "))"
                )
            case .last(let label):
                CommandFailure(
                    .usage,
                    code: "last_slot",
                    "'\(label)' is the only way to unlock the vault, and cannot be removed",
                    hint: "add another one first: adsvault slot add"
                )
            case .limit(let limit):
                CommandFailure(
                    .usage,
                    code: "slot_limit",
                    "a vault has at most \(limit)",
                    hint: "remove one first: adsvault slot remove"
                )
            case .keyringOpensAlready(let label):
                CommandFailure(
                    .exists,
                    code: "keyring_opens_already",
                    "this machine's keyring opens the vault already: the slot '\(label)'",
                    hint: "'adsvault slot drill' proves that it does; to renew it, remove it first"
                )
            case .passphraseInUse(let label):
                CommandFailure(
                    .exists,
                    code: "passphrase_in_use",
                    "the slot '\(label)' opens with this passphrase already, so nothing was changed",
                    hint: "run the command again with another passphrase"
                )
            case .samePassphrase:
                CommandFailure(
                    .exists,
                    code: "same_passphrase",
                    "the new passphrase is the old one, so nothing was changed",
                    hint: "run the command again with another one; what a guess at it costs changes with --kdf"
                )
            case .codeForPassphrase:
                CommandFailure(
                    .wrongPassphrase,
                    code: "recovery_code",
                    "this is the recovery code, and not the passphrase that is to be replaced",
                    hint:
                        "where that is lost: adsvault slot add passphrase, then adsvault slot remove LABEL for the lost one"
                )
            }
    }
}
