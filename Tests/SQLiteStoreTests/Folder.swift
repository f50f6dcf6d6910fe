import Foundation
import Testing

@testable import SQLiteStore
@testable import Vault

/// A folder of its own for one test, gone with it.
final class Folder: Sendable {
    let path: String

    /// The place of the vault in it.
    var vault: String { path + "/vault.db" }

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
        try setMode(0o700, of: path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)  // What the system leaves of it, it clears itself.
    }

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// A store whose file holds one row of each table.
    func filled() throws -> SQLiteStore {
        let store = SQLiteStore(path: vault)
        try store.create { try fill($0) }
        return store
    }
}

/// Writes one row into each table. A store knows no keys, so any bytes will do.
func fill(_ rows: any StoreTransaction) throws {
    let id = [UInt8](repeating: 1, count: 16)
    try rows.put(VaultRow(vaultID: id, epoch: 1, head: [1, 2, 3]))
    try rows.put(SlotRow(slotID: id, type: 3, params: [], commitment: [4], wrap: [5]))
    try rows.put(RecordRow(recordID: id, meta: [6], payloadHead: [7]), payload: [8])
    try rows.append(AuditRow(number: 1, body: [9], mac: [10]))
}

func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
}

func setMode(_ mode: Int, of path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
}

/// The error of the right type but of no matter which text.
func isUnsafe(_ error: VaultError?) -> Bool {
    if case .unsafeFile = error { true } else { false }
}
