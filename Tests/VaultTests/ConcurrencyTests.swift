import Credentials
import Foundation
import SQLiteStore
import Synchronization
import Testing

@testable import Vault

struct ConcurrencyTests {
    @Test func `four writers at once lose nothing`() throws {
        let scene = try Scene()
        let before = try scene.vault.read { $0.seq }
        let errors = Mutex<[any Error]>([])
        let done = DispatchGroup()
        for writer in 0..<4 {
            done.enter()
            Thread {
                defer { done.leave() }
                do {
                    let vault = try scene.reopened()
                    for number in 0..<25 {
                        try vault.write { transaction in
                            let name = "writer-\(writer)-\(number)"
                            try transaction.put(draft(name), secret: secret(name))
                            transaction.note(AuditNote("login", name))
                        }
                    }
                } catch {
                    errors.withLock { $0.append(error) }
                }
            }.start()
        }
        #expect(done.wait(timeout: .now() + 120) == .success)
        #expect(errors.withLock { $0.isEmpty })
        #expect(try scene.vault.read { $0.seq } == before + 100)
        #expect(try scene.vault.names().count == 100)
        #expect(try scene.vault.read { try $0.audit().map(\.index) } == Array(1...101))
    }

    @Test func `a reader sees the vault of one moment while another writes`() throws {
        let scene = try Scene(["acme"])
        try scene.vault.write { transaction in
            try transaction.put(draft("globex"), secret: secret("s"))
            transaction.note(AuditNote("login", "globex"))
            #expect(try scene.reopened().names() == ["acme"])
        }
        #expect(try scene.reopened().names() == ["acme", "globex"])
    }
}
