import Operations
import SQLiteStore
import Testing
import Vault

/// What `audit verify` looks at.
struct VerifyTests {
    @Test func `a secret whose box was changed is found, although nobody asked for it`() throws {
        let vault = try PassphraseVault()
        let session = try vault.session()
        _ = try session.verify()
        try SQLiteStore(path: vault.folder.vaultPath).write { rows in
            var found: RecordRow?
            try rows.forEachRecord { found = $0 }
            let row = try #require(found)
            var body = try #require(try rows.payload(of: row.recordID))
            body[0] ^= 1
            try rows.put(row, payload: body)
        }

        #expect(throws: VaultError.damaged(.records)) { _ = try session.verify() }
    }
}
