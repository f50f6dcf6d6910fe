import Credentials
import Foundation
import SQLiteStore
import Synchronization

@testable import Vault

/// A scene on a machine that keeps anchors. The scene's own vault keeps none: it is the same vault on another machine.
struct AnchoredScene {
    let scene: Scene
    let file: AnchorFile
    let warnings = Warnings()

    /// A vault that holds `names` and was seen here.
    init(_ names: [String] = ["acme"]) throws {
        scene = try Scene(names)
        file = AnchorFile(folder: scene.folder.path + "/state/adsvault")
        _ = try opened()
    }

    var surroundings: Surroundings {
        var surroundings = Scene.surroundings
        surroundings.anchorPlaces = [file.place]
        surroundings.warn = { [warnings] in warnings.add($0) }
        return surroundings
    }

    /// The vault opened here.
    func opened(_ store: (any VaultStore)? = nil) throws -> Vault {
        try Vault.open(store ?? scene.store, with: Scene.key(), surroundings: surroundings)
    }

    /// A write here.
    func put(_ name: String) throws {
        try opened().put(name)
    }

    var anchor: Anchor? {
        get throws { try file.anchor(of: scene.vault.vaultID) }
    }

    /// What an anchor of the vault's file as it is would be.
    var newest: Anchor {
        get throws { try scene.reopened().read { $0.anchor } }
    }

    /// Puts another file in the place of the vault's.
    func replaceFile(by other: String) throws {
        try Data(contentsOf: URL(fileURLWithPath: other)).write(to: URL(fileURLWithPath: scene.store.location))
    }

    /// The vault of a copy, as another machine would have it.
    func elsewhere(_ copy: String) throws -> Vault {
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy)
        return try Vault.open(SQLiteStore(path: copy), with: Scene.key(), surroundings: Scene.surroundings)
    }

    var anchorText: String {
        get throws { try String(contentsOfFile: file.path, encoding: .utf8) }
    }

    func setAnchorText(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file.path))
    }
}

/// What was warned of.
final class Warnings: Sendable {
    private let messages = Mutex<[String]>([])

    var all: [String] { messages.withLock(\.self) }

    func add(_ message: String) {
        messages.withLock { $0.append(message) }
    }
}

extension Vault {
    func put(_ name: String) throws {
        try write { transaction in
            try transaction.put(draft(name), secret: secret("secret of \(name)"))
            transaction.note(AuditNote("login", name))
        }
    }

    /// The same vault under a new key.
    func rotated() throws -> Vault {
        let plan = SlotPlan()
        for slot in try read({ try $0.slots() }) { try plan.keep(slot, with: Scene.key(), in: self) }
        return try rotateKey(plan, note: AuditNote("rotate key", "vault"))
    }
}

/// Whether it says that the vault went back.
func isRollback(_ error: (any Error)?) -> Bool {
    if case .rollback = error as? VaultError { true } else { false }
}

/// Whether it says that the vault took another way.
func isFork(_ error: (any Error)?) -> Bool {
    if case .fork = error as? VaultError { true } else { false }
}
