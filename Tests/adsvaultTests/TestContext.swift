import Credentials
import GoogleHTTP
import Keyrings
import Sealing
import Synchronization

@testable import adsvault

/// Ours, not that of Testing's exit tests.
typealias ExitStatus = adsvault.ExitStatus

/// What a run under test said.
final class Said: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    func output(isTerminal: Bool = false, columns: Int? = nil) -> Output {
        Output(isTerminal: isTerminal, columns: columns) { span throws(CommandFailure) in
            let added = unsafe span.withUnsafeBytes { unsafe Array($0) }
            self.bytes.withLock { $0 += added }
        }
    }
}

/// A context with no terminal, no home and no environment but what a test gives it.
struct TestContext {
    let answer = Said()
    let messages = Said()
    let context: Context

    init(
        environment: [String: String] = [:],
        terminal: Terminal? = nil,
        interruption: Interruption = .never,
        areMessagesSeen: Bool = false,
        columns: Int? = nil,
        keyring: any KeyHolder = NoKeyring()
    ) {
        context = Context(
            environment: Environment(environment),
            output: answer.output(isTerminal: columns != nil, columns: columns),
            messages: messages.output(isTerminal: areMessagesSeen),
            terminal: terminal,
            interruption: interruption,
            keeper: NoKeyKeeper(),
            keyring: keyring,
            network: { _, _ in Network(transport: NoNetwork(), close: {}) },
            actor: { "tester@test" },
            now: { Timestamp(milliseconds: 1_795_255_200_000) }
        )
    }

    func run(_ arguments: String...) async -> ExitStatus {
        await Program(context: context).run(arguments)
    }
}

extension Program {
    /// Runs a command that ends with a status of the table.
    func run(_ arguments: [String]) async -> ExitStatus {
        ExitStatus(rawValue: await exitCode(arguments)) ?? .unexpected
    }
}

/// A machine without a network.
struct NoNetwork: Transport {
    func send(_ call: borrowing Call, within limit: Duration) async throws(HTTPFailure) -> Answer {
        throw .network(.unreachable, host: call.address.host)
    }
}

/// A machine without a desktop.
struct NoKeyring: KeyHolder {
    func availability() throws(KeyringError) -> KeyringAvailability { .unavailable(.noBus) }

    func store(_ secret: borrowing SecretBytes, vault: [UInt8], slot: [UInt8], label: String) throws(KeyringError) {
        throw .unavailable(.noBus)
    }

    func lookup(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> SecretBytes? {
        throw .unavailable(.noBus)
    }

    func clear(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> Bool {
        throw .unavailable(.noBus)
    }

    func anchor(of vault: [UInt8]) throws(KeyringError) -> String? {
        throw .unavailable(.noBus)
    }

    func keepAnchor(_ line: String, of vault: [UInt8], label: String) throws(KeyringError) {
        throw .unavailable(.noBus)
    }
}

/// A kernel that keeps no keys, as in a container.
struct NoKeyKeeper: KeyKeeper {
    func keep(_ key: borrowing SecretBytes, vault: [UInt8], for time: Duration) throws(KeyKeeperError) {
        throw .forbidden
    }

    func lookup(vault: [UInt8]) throws(KeyKeeperError) -> SecretBytes? { throw .forbidden }

    func drop(vault: [UInt8]) throws(KeyKeeperError) -> Bool { throw .forbidden }
}

/// The bytes of a secret, which a test may look at.
func revealed(_ secret: consuming SecretBytes) -> String {
    secret.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
}
