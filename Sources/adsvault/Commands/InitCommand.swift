import ArgumentParser
import Keyrings
import Operations
import Sealing
import Vault

/// Makes a vault and its first slot.
struct InitCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a vault, and the first way to unlock it.",
        discussion: """
            The vault opens by the desktop's keyring where there is one, else by a passphrase. A recovery code on paper \
            helps when either is lost. What is there already is never overwritten.

            EXAMPLES:
              adsvault init
              adsvault init --unlock passphrase --recovery-code
            """
    )

    enum Unlock: String, ExpressibleByArgument, CaseIterable {
        case passphrase
        case keyring
    }

    @Option(help: "What opens the vault (default: keyring where one answers).") var unlock: Unlock?

    @Option(help: "How much work a guess at a passphrase costs, here and for later passphrases.")
    var kdf: KDF = .moderate

    @Flag(help: "Make a recovery code, shown once.") var recoveryCode = false

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let store = try context.store(options)
        // Nobody thinks up a passphrase for nothing.
        guard !FileStatus.exists(store.location) else { throw VaultError.exists(store.location) }
        let usesKeyring = try usesKeyring(in: context)
        var passphrase: SecretBytes?
        if !usesKeyring { passphrase = try newPassphrase(in: context) }
        let wantsCode = try recoveryCode || offersCode(in: context)
        let made = try createVault(
            in: store,
            passphrase: passphrase,
            level: kdf.level,
            withRecoveryCode: wantsCode,
            keyring: context.keyring,
            surroundings: context.surroundings
        )
        try context.answer(made, unlock: usesKeyring ? .keyring : .passphrase, options)
    }

    private func usesKeyring(in context: Context) throws -> Bool {
        if let unlock { return unlock == .keyring }
        if options.passphrasePath(in: context) != nil { return false }
        let trouble: KeyringError
        do throws(KeyringError) {
            switch try context.keyring.availability() {
            case .ready: return true
            case .locked: trouble = .locked
            case .unavailable(let absence): trouble = .unavailable(absence)
            }
        } catch {
            trouble = error
        }
        context.note("\(trouble.words); a passphrase opens the vault instead", options)
        return false
    }

    private func newPassphrase(in context: Context) throws -> SecretBytes {
        if let path = options.passphrasePath(in: context) {
            return try InputFile.passphrase(path).readLine(interruption: context.interruption)
        }
        let hint = "name a file with --passphrase-file, or take --unlock keyring"
        return try options.terminal(in: context, for: "a new passphrase", instead: hint).newPassphrase()
    }

    private func offersCode(in context: Context) throws -> Bool {
        guard let terminal = context.terminal, try !options.isNonInteractive(in: context) else { return false }
        return try terminal.confirms("Make a recovery code, to be kept on paper?")
    }
}

extension Context {
    /// Says that a vault was made, and shows its recovery code once.
    fileprivate func answer(_ made: borrowing NewVault, unlock: InitCommand.Unlock, _ options: VaultOptions) throws {
        let location = made.vault.location
        guard options.json else {
            try output.write("made a vault at \(location.printable), which opens by \(unlock.rawValue)\n")
            switch made.recoveryCode {
            case .some(let code): try show(code)
            case .none: break
            }
            return
        }
        var document = SecretBuffer()
        document.append("{\"vault\":")
        document.append(JSON.text(location).bytes.rawBytes)
        document.append(",\"unlock\":\"\(unlock.rawValue)\",\"recoveryCode\":")
        switch made.recoveryCode {
        case .some(let code):
            document.append("\"")
            document.append(code)
            document.append("\"}\n")
        case .none: document.append("null}\n")
        }
        try output.write(document.finish())
    }

    /// Shows a recovery code, and on a terminal asks for it back until it was written down right.
    private func show(_ code: borrowing SecretBytes) throws {
        guard let terminal else {
            try output.write("recovery code: ")
            try output.write(code)
            try output.write("\n")
            return
        }
        try terminal.say("recovery code, shown this once; write it down:\n")
        try terminal.say(code)
        try terminal.say("")
        do {
            while try !code.isRecoveryCode(terminal.line("type it in to see that it is written down right: ")) {
                try terminal.say("that is another code")
            }
            try terminal.say("that is right")
        } catch CommandFailure.declined {
            // The vault is there, whether or not the code was written down.
            warn("the code was not typed in, and nothing shows it again")
        }
    }
}

extension SecretBytes {
    /// Whether `other` spells the same recovery code, letter case and hyphens aside.
    fileprivate borrowing func isRecoveryCode(_ other: borrowing SecretBytes) -> Bool {
        // What is no code at all is not this one.
        guard let mine = try? RecoveryCode.secret(from: self), let typed = try? RecoveryCode.secret(from: other) else {
            return false
        }
        return mine.isEqual(to: typed)
    }
}
