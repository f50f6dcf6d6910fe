import Credentials
import GoogleSandbox
import Operations
import Synchronization
import Testing
import Vault

/// A disk that fails while a token is on its way into the vault.
struct StoreFailureTests {
    @Test func `whatever step fails, the token is stored or its loss is said`() async throws {
        try await withScene { scene in
            var step = 1
            while true {
                let name = "login-\(step)"
                let visits = scene.browser.visitCount
                scene.store.fail(atStep: step)
                let outcome = await Result { try await scene.login(name) }
                let failed = scene.store.hasFailed
                scene.store.work()

                let there = try scene.reopened().list().contains { $0.name.description == name }
                switch outcome {
                case .success: #expect(there)
                case .failure(OperationError.unwritable(let reason)):
                    #expect(!there)
                    #expect(scene.browser.visitCount == visits)
                    #expect(reason.contains("the disk is full"))
                case .failure(OperationError.notStored(let lost, let reason)):
                    #expect(!there)
                    #expect(lost.description == name)
                    #expect(reason.contains("the disk is full"))
                case .failure(let error): throw error
                }
                #expect(failed == !there)
                _ = try scene.session.verify()
                if !failed { break }
                step += 1
            }
            #expect(step > 8)
        }
    }

    @Test func `a vault that cannot be written is told before the browser opens`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            scene.store.fail()
            let unwritable = OperationError.unwritable("vault.db: the disk is full")
            await #expect(throws: unwritable) { try await scene.login("new") }
            await #expect(throws: unwritable) {
                try await scene.session.rotateToken(try Name("ann"), on: scene.surface)
            }

            #expect(scene.browser.visitCount == 0)
        }
    }

    @Test func `a login takes room for its token before the browser opens`() async throws {
        try await withScene { scene in
            let before = try scene.folder.bytes().count
            let (during, seen) = AsyncStream.makeStream(of: Int.self)
            let surface = scene.surface(before: { seen.yield(try scene.folder.bytes().count) })
            try await scene.login("ann", on: surface)

            let room = try #require(await during.first { _ in true })
            #expect(room > before)
            #expect(try scene.folder.bytes().count == room)
            #expect(try scene.session.audit().map(\.action).suffix(2) == ["consent", "login"])
        }
    }

    @Test func `a failure to store is told and tried again as often as is wanted`() async throws {
        try await withScene { scene in
            let told = Mutex<[String]>([])
            let surface = scene.browser.surface { error in
                told.withLock { $0.append("\(error)") }
                if told.withLock({ $0.count }) == 3 { scene.store.work() }
                return true
            }
            let outcome = try await scene.login("ann", on: scene.failing(surface))

            #expect(told.withLock { $0.count } == 3)
            #expect(told.withLock { $0.allSatisfy { $0.contains("the disk is full") } })
            #expect(try scene.show("ann") == outcome.credential)
            #expect(await scene.google.isLive(try #require(try scene.token("ann"))))
        }
    }

    @Test func `the browser learns that the token could not be stored`() async throws {
        try await withScene { scene in
            let error = await #expect(throws: OperationError.self) {
                try await scene.login("ann", on: scene.failing(scene.surface))
            }
            guard case .notStored? = error else { throw Unexpected(error) }

            let page = try await scene.browser.lastPage()
            #expect(page.contains("could not be stored"))
        }
    }

    @Test func `whatever step of a rotation fails, a living token is there`() async throws {
        try await withScene { scene in
            var step = 1
            while true {
                let name = "rotated-\(step)"
                let old = try await scene.seed(name)
                scene.store.fail(atStep: step)
                let outcome = await Result {
                    try await scene.session.rotateToken(try Name(name), on: scene.surface)
                }
                let failed = scene.store.hasFailed
                scene.store.work()

                let session = try scene.reopened()
                let stored = try #require(try scene.token(name))
                #expect(await scene.google.isLive(stored))
                if case .success = outcome { #expect(stored != old) }
                if case .failure(OperationError.notStored) = outcome { #expect(stored == old) }
                _ = try session.verify()
                if !failed { break }
                step += 1
            }
            #expect(step > 8)
        }
    }
}

extension Scene {
    /// `surface`, on which the disk fails from the consent on.
    fileprivate func failing(_ surface: ConsentSurface) -> ConsentSurface {
        ConsentSurface(
            show: { address, receiver in
                store.fail()
                await surface.show(address, receiver)
            },
            fold: surface.fold,
            storeFailed: surface.storeFailed
        )
    }
}

extension Result where Failure == any Error {
    /// What `body` gave, or what it threw.
    init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
