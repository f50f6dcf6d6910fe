import Credentials
import Deploy
import GoogleSandbox
import Sealing
import Testing
import Vault

@testable import Operations

/// Keys of service accounts out of their files.
struct ImportKeyTests {
    @Test func `a key comes in byte for byte, under its account's address`() async throws {
        try await withScene { scene in
            let text = try await scene.keyFile()
            let outcome = try scene.session.importFile(try imported(text), at: "key.json")
            #expect(outcome.items.map(\.result) == [.imported])
            #expect(outcome.items.map(\.name) == [try Name(Scene.robot)])
            #expect(outcome.remains == [])
            let credential = try scene.show(Scene.robot)
            #expect(credential.kind == .serviceAccount)
            #expect(credential.client == nil)
            #expect(try scene.token(Scene.robot) == text)
            #expect(try scene.audit().last == "import \(Scene.robot)")
        }
    }

    @Test func `the same key is told and not stored twice`() async throws {
        try await withScene { scene in
            let text = try await scene.keyFile()
            _ = try scene.session.importFile(try imported(text), at: "key.json")
            let again = try scene.session.importFile(try imported(text), at: "copy.json")
            #expect(again.items.map(\.result) == [.alreadyThere])
            #expect(try scene.session.list().count == 1)
        }
    }

    @Test func `another key of the account gets a number, or by name the place of the former one`() async throws {
        try await withScene { scene in
            _ = try scene.session.importFile(try imported(try await scene.keyFile()), at: "a.json")
            let second = try scene.session.importFile(try imported(try await scene.keyFile()), at: "b.json")
            #expect(second.items.map(\.name) == [try Name(Scene.robot + "-2")])
            #expect(second.notes == [])
            var request = ImportRequest()
            request.name = try Name(Scene.robot)
            let third = try scene.session.importFile(try imported(try await scene.keyFile()), at: "c.json", request)
            #expect(third.items.map(\.name) == [try Name(Scene.robot)])
            #expect(third.notes.count == 1)
            #expect(third.notes.first?.contains("\(Scene.robot)-3") == true)
            let names = try scene.session.list().map(\.name.description).sorted()
            #expect(names == [Scene.robot, Scene.robot + "-2", Scene.robot + "-3"])
        }
    }

    @Test func `a key takes no name of another's`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let file = try imported(try await scene.keyFile())
            var request = ImportRequest()
            request.name = try Name("ann")
            #expect(throws: OperationError.taken(.credential, try Name("ann"))) {
                try scene.session.importFile(file, at: "key.json", request)
            }
            #expect(try scene.session.list().count == 1)
        }
    }

    @Test func `a rehearsal tells the same, and writes nothing`() async throws {
        try await withScene { scene in
            let (first, second) = (try await scene.keyFile(), try await scene.keyFile())
            var rehearsal = try scene.session.rehearseImports()
            let names = try [first, second, first].map { text in
                try rehearsal.importFile(try imported(text), at: "key.json").items.map(\.name?.description)
            }
            #expect(names == [[Scene.robot], [Scene.robot + "-2"], [Scene.robot]])
            #expect(try scene.session.list().isEmpty)
        }
    }

    private func imported(_ text: String) throws -> ImportedFile {
        try secret(text).withBytes { bytes throws(ImportError) in try ImportedFile(contents: bytes, name: "key.json") }
    }
}
