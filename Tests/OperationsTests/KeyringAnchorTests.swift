import Credentials
import Foundation
import Keyrings
import SQLiteStore
import Sealing
import Synchronization
import Testing
import Vault

@testable import Operations

/// The anchor that the keyring keeps of a vault that opens by it.
struct KeyringAnchorTests {
    @Test func `what the keyring opens is anchored there, and raised by every write`() throws {
        let desk = try Desk()
        let vault = try desk.openByKeyring()
        #expect(try desk.anchor?.seq == vault.read { $0.seq })
        try desk.write(vault)
        #expect(try desk.anchor?.seq == vault.read { $0.seq })
        #expect(try desk.anchor == desk.file.anchor(of: vault.vaultID))
    }

    @Test func `a rollback of the vault and the state folder is seen by the keyring's anchor`() throws {
        let desk = try Desk()
        let older = try Data(contentsOf: URL(fileURLWithPath: desk.store.location))
        try desk.write(desk.openByKeyring())
        try older.write(to: URL(fileURLWithPath: desk.store.location))
        try FileManager.default.removeItem(atPath: desk.file.path)
        let error = #expect(throws: VaultError.self) { try desk.openByKeyring() }
        guard case .rollback = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a passphrase asks no keyring for an anchor`() throws {
        let desk = try Desk()
        let calls = desk.keyring.anchorCalls
        try desk.write(desk.openByPassphrase())
        #expect(desk.keyring.anchorCalls == calls)
    }

    @Test func `what was written by passphrase is anchored when the keyring opens the vault again`() throws {
        let desk = try Desk()
        _ = try desk.openByKeyring()
        try desk.write(desk.openByPassphrase())
        let vault = try desk.openByKeyring()
        #expect(try desk.anchor?.seq == vault.read { $0.seq })
    }

    @Test func `the keyring is asked once for many reads`() throws {
        let desk = try Desk()
        let vault = try desk.openByKeyring()
        let calls = desk.keyring.anchorCalls
        for _ in 0..<5 { _ = try vault.read { $0.seq } }
        #expect(desk.keyring.anchorCalls == calls)
    }

    @Test(arguments: [KeyringError.timedOut, .locked, .unavailable(.noBus), .refused("no")])
    func `a keyring that does not tell its anchor is out of reach, and not one without it`(trouble: KeyringError) throws
    {
        let desk = try Desk()
        desk.keyring.failAnchors(trouble)
        #expect(throws: VaultError.slotUnavailable(trouble.words)) { try desk.openByKeyring() }
    }

    /// What the keyring holds, by how far its numbers are from those of the vault, and whether it stays.
    @Test(arguments: [
        (epoch: 0, seq: -2, entries: -2, stays: false), (epoch: -1, seq: -2, entries: 50, stays: false),
        (epoch: 0, seq: 9, entries: 9, stays: true),
    ])
    func `an anchor that the keyring has from before is replaced when it gets a key, unless it is of a later state`(
        _ other: (epoch: Int, seq: Int, entries: Int, stays: Bool)
    ) throws {
        let desk = try Desk()
        let vault = try desk.openByKeyring()
        for _ in 0..<3 { try desk.write(vault) }
        var fields = try #require(try desk.anchor).line.split(separator: " ").map(String.init)
        for (field, change) in [(1, other.epoch), (2, other.seq), (3, other.entries)] {
            fields[field] = "\(try #require(Int(fields[field])) + change)"
        }
        let line = fields.joined(separator: " ")
        desk.keyring.anchors[vault.vaultID] = line
        #expect(try desk.keyring.clear(vault: vault.vaultID, slot: [UInt8](repeating: 5, count: 16)))
        let session = desk.vault.session(of: try desk.openByPassphrase())
        _ = try session.addKeyringKey(to: desk.keyring, anchors: desk.place, as: session.draftSlot(.keyring))
        if other.stays {
            #expect(desk.keyring.anchors[vault.vaultID] == line)
        } else {
            #expect(try desk.anchor?.seq == session.vault.read { $0.seq })
            _ = try desk.openByKeyring()
        }
    }

    @Test func `what is no anchor of this vault is not one without it`() throws {
        let desk = try Desk()
        let id = try desk.openByKeyring().vaultID
        let other = try #require(desk.keyring.anchors[id]).replacing(hex(id), with: String(repeating: "00", count: 16))
        for line in ["nonsense", "", other] {
            desk.keyring.anchors[id] = line
            let words = "what the keyring holds as the anchor of this vault is not as it was written"
            #expect(throws: VaultError.anchorUnusable(words)) { try desk.openByKeyring() }
        }
    }

    @Test func `a keyring that takes no anchor any more is said once, asked no more, and loses no commit`() throws {
        let desk = try Desk()
        let vault = try desk.openByKeyring()
        desk.keyring.failAnchors(.locked)
        let calls = desk.keyring.anchorCalls
        for _ in 0..<3 { try desk.write(vault) }
        #expect(desk.keyring.anchorCalls == calls + 1)
        #expect(desk.warnings.all.count == 1)
        #expect(desk.warnings.all.first?.contains("the keyring") == true)
        #expect(try desk.file.anchor(of: vault.vaultID)?.seq == vault.read { $0.seq })
    }
}

/// A vault that a keyring and a passphrase open, on a machine that keeps anchors.
private struct Desk {
    let vault: PassphraseVault
    let keyring = FakeKeyring()
    let file: AnchorFile
    let warnings = Warnings()

    init() throws {
        vault = try PassphraseVault()
        file = AnchorFile(folder: vault.folder.path + "/state")
        try vault.addKeyringSlot(to: vault.session(), keyring: keyring)
    }

    var store: FaultyStore { vault.store }

    var place: AnchorPlace { .keyring(keyring, label: "adsvault anchor", lockedBy: file) }

    var anchor: Anchor? {
        get throws { try keyring.anchors.values.first.map { try #require(Anchor(line: $0)) } }
    }

    func openByKeyring() throws -> Vault { try open(prefersPassphrase: false) }
    func openByPassphrase() throws -> Vault { try open(prefersPassphrase: true) }

    func write(_ vault: Vault) throws {
        try vault.write { $0.note(AuditNote("note", "vault")) }
    }

    private func open(prefersPassphrase: Bool) throws -> Vault {
        var surroundings = Surroundings.test
        surroundings.anchorPlaces = [file.place]
        surroundings.warn = { [warnings] in warnings.add($0) }
        let unlocking = Unlocking(
            keeper: nil,
            keyring: keyring,
            keyringAnchors: place,
            prefersPassphrase: prefersPassphrase,
            notice: { _ in },
            passphrase: { secret("first") }
        )
        return try openVault(store, by: unlocking, surroundings: surroundings)
    }
}

private final class Warnings: Sendable {
    private let messages = Mutex<[String]>([])

    var all: [String] { messages.withLock(\.self) }

    func add(_ message: String) {
        messages.withLock { $0.append(message) }
    }
}
