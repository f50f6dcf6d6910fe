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
        context.warnOfStandIn()
        let store = try context.store(options)
        // Nobody thinks up a passphrase, or writes down a code, for nothing.
        try store.checkPlace()
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
        ) { code in
            try codeTerminal(in: context)?.prove(writtenDown: code)
        }
        try answer(made, unlock: usesKeyring ? .keyring : .passphrase, in: context)
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

    /// Where a recovery code is shown and asked back; nil where it goes to stdout, as was asked for.
    private func codeTerminal(in context: Context) throws -> Terminal? {
        try options.json || options.isNonInteractive(in: context) ? nil : context.terminal
    }

    /// Says that a vault was made, and gives its recovery code where no terminal showed it.
    private func answer(_ made: borrowing NewVault, unlock: Unlock, in context: Context) throws {
        let location = made.vault.location
        var members: [(String, JSON)] = [("vault", .text(location)), ("unlock", .text(unlock.rawValue))]
        let words = "made a vault at \(location.printable), which opens by \(unlock.rawValue)\n"
        switch made.recoveryCode {
        case .some(let code) where options.json:
            try context.answer(.object(members), recoveryCode: code)
        case .some(let code):
            try context.output.write(words)
            if try codeTerminal(in: context) == nil {
                try context.output.write("recovery code: ")
                try context.output.write(code)
                try context.output.write("\n")
            }
        case .none where options.json:
            members.append(("recoveryCode", .null))
            var document = JSON.object(members).bytes
            document.append(UInt8(ascii: "\n"))
            try context.output.write(document.rawBytes)
        case .none: try context.output.write(words)
        }
    }
}
