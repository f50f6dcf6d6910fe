import Credentials
import Foundation
import SQLiteStore
import Sealing
import Testing

@testable import Vault

/// How a process ends of which a precondition does not hold.
#if arch(x86_64)
    private let trap = ExitTest.Condition.signal(SIGILL)
#else
    private let trap = ExitTest.Condition.signal(SIGTRAP)
#endif

/// What would lose a record is stopped before it is written, since only this program can do it.
struct MistakeTests {
    @Test(arguments: [
        #"{"type":"credential","name":"globex"}"#, #"{"type":"client","name":"acme"}"#, #"{"type":"credential"}"#,
        #"{"type":"credential","name":"acme""#, "",
    ])
    func `a description of another record is not written`(meta: String) async throws {
        let scene = try Scene()
        await #expect(processExitsWith: trap) { [meta, path = scene.store.location as String] in
            let store = SQLiteStore(path: path)
            let vault = try Vault.open(store, with: Scene.key(), surroundings: Scene.surroundings)
            try vault.write { transaction in
                let draft = RecordDraft(type: .credential, name: try Name("acme"), meta: Array(meta.utf8))
                transaction.note(AuditNote("login", "acme"))
                try transaction.put(draft, secret: secret("s"))
            }
        }
        #expect(try scene.reopened().names().isEmpty)
    }
}
