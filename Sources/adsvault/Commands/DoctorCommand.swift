import ArgumentParser
import Foundation
import Glibc
import GoogleHTTP
import Keyrings
import OAuthFlow
import Operations
import Sealing
import Vault

/// Looks at the set-up, without unlocking anything.
struct DoctorCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Diagnose the set-up. Nothing is unlocked, and nothing is sent.",
        discussion: "Ends with the status of the first error it finds."
    )

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let diagnoses = [
            try vault(in: context), keyring(in: context), memory, network(in: context), browser(in: context),
            terminal(in: context),
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
            : .warning("memory", "the system locks no memory: secrets may reach swap", next: "raise ulimit -l")
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
