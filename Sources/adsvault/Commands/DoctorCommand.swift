import ArgumentParser
import Foundation
import Glibc
import GoogleHTTP
import Keyrings
import OAuthFlow
import Operations
import Sealing
import Vault

/// Looks at the set-up, without asking anyone.
struct DoctorCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Diagnose the set-up. Nobody is asked, and nothing is sent.",
        discussion: """
            The vault is opened where the keyring or a passphrase file does so unasked. Ends with the status of the first \
            error it finds.
            """
    )

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let vault = try vault(in: context)
        // Without a vault there is no key to look for, and no slot.
        let kept = try vault.failure == nil ? [kept(in: context)] : []
        let (slots, isAnchorChecked) = try vault.failure == nil ? slots(in: context) : ([], false)
        let diagnoses =
            [vault] + (try anchor(in: context, isChecked: isAnchorChecked)) + kept + slots + [
                keyring(in: context), memory, network(in: context), browser(in: context), terminal(in: context),
            ]
        try context.report(.diagnosis(diagnoses), options)
    }

    private func vault(in context: Context) throws -> Diagnosis {
        let store = try context.store(options)
        do {
            let slots = try Vault.slots(in: store).slots
            let kinds = slots.map { "\($0.kind)" }.joined(separator: ", ")
            return .fine("vault", "\(store.location) is there, and opens by: \(kinds)")
        } catch {
            return .error("vault", CommandFailure(anyOf: error))
        }
    }

    private func kept(in context: Context) throws -> Diagnosis {
        do {
            switch try openKept(context.store(options), in: context.keeper, surroundings: context.surroundings) {
            case .locked: return .fine("unlocked", "no key is kept: 'adsvault unlock' keeps one for a while")
            case .unlocked(_, let end): return .fine("unlocked", "the vault is unlocked until \(end)")
            case .outdated, .useless:
                return .warning("unlocked", "the kept key opens this vault no more", next: "adsvault unlock")
            }
        } catch let error as KeyKeeperError {
            return .warning("unlocked", error.words, next: "'adsvault unlock' does not work here; all else does")
        } catch {
            return .error("unlocked", CommandFailure(anyOf: error))
        }
    }

    /// What only the open vault tells: the cost of a guess that it wants, when it was backed up, and whether it is the newest
    /// that was seen here.
    private func slots(in context: Context) throws -> (diagnoses: [Diagnosis], isAnchorChecked: Bool) {
        let path = options.passphrasePath(in: context)
        var trouble = "only the open vault tells whether a guess at each passphrase costs what the vault wants"
        let unlocking = Unlocking(
            keeper: context.keeper,
            keyring: context.keyring,
            keyringAnchors: try context.keyringAnchors(for: options),
            prefersPassphrase: path != nil,
            notice: { trouble = $0 },
            passphrase: {
                guard let path else { throw ExitStatus.wouldPrompt }
                return try InputFile.passphrase(path).readLine(interruption: context.interruption)
            }
        )
        do {
            let vault = try openVault(context.store(options), by: unlocking, surroundings: context.surroundings)
            let weak = try vault.labelledSlots().filter(\.isBelowPolicy)
            let backup = try backup(of: vault)
            if weak.isEmpty {
                return ([.fine("slots", "a guess at each passphrase costs what the vault wants"), backup], true)
            }
            let warnings = weak.map { slot in
                Diagnosis.warning(
                    "slots",
                    "a guess at the \(slot.words) costs less than the vault wants",
                    next: "adsvault rotate passphrase, with that passphrase as the old one"
                )
            }
            return ([backup] + warnings, true)
        } catch ExitStatus.wouldPrompt {
            return ([.unknown("slots", trouble, next: "adsvault slot list")], false)
        } catch {
            let failure = CommandFailure(anyOf: error)
            return ([.error("opening", failure)], failure.status == .rollback)
        }
    }

    private func backup(of vault: Vault) throws -> Diagnosis {
        guard let entry = try vault.lastBackup() else {
            return .warning("backup", "the log tells of no backup", next: "adsvault backup FILE")
        }
        return .fine("backup", "the log tells of one to \(entry.subject), begun at \(entry.at)")
    }

    private func keyring(in context: Context) -> Diagnosis {
        do {
            switch try context.keyring.availability() {
            case .ready: return .fine("keyring", "a keyring is there and open")
            case .locked: return .warning("keyring", KeyringError.locked.words)
            case .unavailable(let absence): return .warning("keyring", KeyringError.unavailable(absence).words)
            }
        } catch {
            return .warning("keyring", error.words)
        }
    }

    private var memory: Diagnosis {
        SecretBytes.isMemoryLocked
            ? .fine("memory", "secrets in memory are kept out of swap")
            : .warning("memory", "not all memory could be locked: secrets may reach swap", next: "raise ulimit -l")
    }

    private func network(in context: Context) -> Diagnosis {
        do {
            let configuration = try HTTPConfiguration(environment: context.environment.variables)
            if let base = configuration.googleBase {
                return .warning("network", "\(base) stands in for Google", next: "unset ADSVAULT_GOOGLE_URL")
            }
            return .fine(
                "network",
                configuration.proxy.map { "Google is reached through the proxy \($0)" } ?? "Google is reached directly"
            )
        } catch {
            return .error("network", CommandFailure(anyOf: error))
        }
    }

    private func browser(in context: Context) -> Diagnosis {
        do {
            guard let browser = try Browser.named(by: context.environment.variables) else {
                return .warning(
                    "browser",
                    "no browser is known here",
                    next: "adsvault login --no-browser prints the address"
                )
            }
            return .fine("browser", "consent opens in \(browser.command.first ?? "a browser")")
        } catch {
            return .warning("browser", "\(error)", next: "set BROWSER to a program that exists")
        }
    }

    private func terminal(in context: Context) -> Diagnosis {
        context.terminal == nil
            ? .warning(
                "terminal",
                "stdin and stderr are no terminal: nothing prompts",
                next: "name a file with --passphrase-file"
            )
            : .fine("terminal", "prompts are shown on this terminal")
    }
}
