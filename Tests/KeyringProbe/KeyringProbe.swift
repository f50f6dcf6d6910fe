import Foundation
import Keyrings
import Sealing

/// Does one thing with the session's keyring, or the kernel's, and prints what came of it, in one line.
///
/// GLib connects a process to one session bus for good, so each test asks a process of its own.
///
///     KeyringProbe availability | await WORD | store VAULT SLOT KEY | lookup VAULT SLOT | clear VAULT SLOT
///     KeyringProbe lookups VAULT SLOT    (prints a line for each line of input, and one at its end)
///     KeyringProbe anchor VAULT | anchor VAULT LINE
///     KeyringProbe keep VAULT KEY SECONDS | kept VAULT | drop VAULT
@main
enum KeyringProbe {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst().map(\.self)
        do {
            print(try kernelAnswer(arguments) ?? anchorAnswer(arguments) ?? answer(arguments))
        } catch let error as KeyringError {
            print("error \(word(for: error))")
        } catch {
            print("error \(error)")
        }
    }

    /// What the kernel's keyring answers; nil where something else was asked.
    private static func kernelAnswer(_ arguments: [String]) throws(KeyKeeperError) -> String? {
        let vault = arguments.dropFirst().first.flatMap { bytes(hex: $0) } ?? []
        switch (arguments.first, arguments.count) {
        case ("keep", 4):
            let key = bytes(hex: arguments[2]) ?? []
            let time = Duration.seconds(Int(arguments[3]) ?? 0)
            try KernelKeyring().keep(SecretBytes(copying: key.rawBytes), vault: vault, for: time)
            return "kept"
        case ("kept", 2):
            switch try KernelKeyring().lookup(vault: vault) {
            case .some(let key): return key.withBytes { hex($0.array) }
            case .none: return "nothing"
            }
        case ("drop", 2):
            return try KernelKeyring().drop(vault: vault) ? "dropped" : "nothing"
        default:
            return nil
        }
    }

    /// What the keyring answers of an anchor; nil where something else was asked.
    private static func anchorAnswer(_ arguments: [String]) throws(KeyringError) -> String? {
        guard arguments.first == "anchor", let vault = arguments.dropFirst().first.flatMap({ bytes(hex: $0) }) else {
            return nil
        }
        let keyring = SecretServiceKeyring(timeLimit: .seconds(2))
        guard arguments.count == 3 else { return try keyring.anchor(of: vault) ?? "nothing" }
        try keyring.keepAnchor(arguments[2], of: vault, label: "adsvault test")
        return "kept"
    }

    private static func answer(_ arguments: [String]) throws(KeyringError) -> String {
        let keyring = SecretServiceKeyring(timeLimit: .seconds(2))
        let ids = arguments.dropFirst().map { bytes(hex: $0) ?? [] }
        switch (arguments.first, ids.count) {
        case ("availability", 0):
            return word(for: try keyring.availability())
        case ("await", 1):
            // A keyring that starts says so by answering.
            let end = ContinuousClock.now + .seconds(20)
            var answer = ""
            repeat {
                answer = try word(for: keyring.availability())
            } while answer != arguments[1] && ContinuousClock.now < end
            return answer
        case ("store", 3):
            let key = ids[2]
            try keyring.store(SecretBytes(copying: key.rawBytes), vault: ids[0], slot: ids[1], label: "adsvault test")
            return "stored"
        case ("lookup", 2):
            return answer(to: ids, in: keyring)
        case ("lookups", 2):
            while readLine() != nil {
                FileHandle.standardOutput.write(Data("\(answer(to: ids, in: keyring))\n".utf8))
            }
            return answer(to: ids, in: keyring)
        case ("clear", 2):
            return try keyring.clear(vault: ids[0], slot: ids[1]) ? "cleared" : "nothing"
        default:
            return "unknown request"
        }
    }

    private static func answer(to ids: [[UInt8]], in keyring: SecretServiceKeyring) -> String {
        do throws(KeyringError) {
            switch try keyring.lookup(vault: ids[0], slot: ids[1]) {
            case .some(let key): return key.withBytes { hex($0.array) }
            case .none: return "nothing"
            }
        } catch {
            return "error \(word(for: error))"
        }
    }

    private static func word(for availability: KeyringAvailability) -> String {
        switch availability {
        case .ready: "ready"
        case .locked: "locked"
        case .unavailable(let absence): absence.rawValue
        }
    }

    private static func word(for error: KeyringError) -> String {
        switch error {
        case .unavailable(let absence): absence.rawValue
        case .locked: "locked"
        case .timedOut: "timedOut"
        case .notAKey: "notAKey"
        case .refused(let message): "refused: \(message)"
        }
    }
}
