import Credentials
import OAuthFlow
import Synchronization
import Testing
import Vault

@testable import GoogleSandbox
@testable import Operations

/// A vault that another process puts under a new key while a token is on its way into it.
struct NewKeyTests {
    @Test func `a new key between the exchange and the commit does not lose the token`() async throws {
        try await withScene { scene in
            let outcome = try await scene.unlockable().login(.ann, on: scene.rekeyedBeforeCommit())

            let token = try #require(try scene.later().token(Scene.ann))
            #expect(await scene.google.isLive(token))
            #expect(outcome.credential.name.description == Scene.ann)
            #expect(outcome.credential.fingerprint == (try scene.reopened().vault.fingerprint(of: secret(token))))
        }
    }

    @Test func `a new key before the exchange does not cost the consent`() async throws {
        try await withScene { scene in
            let surface = scene.surface(before: { _ = try scene.session.rotateKey(scene.slotSecrets) })
            _ = try await scene.unlockable().login(.ann, on: surface)

            #expect(await scene.google.isLive(try #require(try scene.later().token(Scene.ann))))
        }
    }

    @Test func `a rotation goes on to its end under the new key`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            _ = try await scene.unlockable().rotateToken(try Name("ann"), on: scene.rekeyedBeforeCommit())

            let later = try scene.later()
            let token = try #require(try later.token("ann"))
            #expect(token != old)
            #expect(await scene.google.isLive(token))
            #expect(try later.token("ann", .successor) == nil)
            #expect(try later.session.list().count == 1)
        }
    }

    @Test func `a refused token that waits gives way under a new key too`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let refusal = Misbehaviour.status(400, error: "invalid_grant", description: "Bad Request")
            await scene.breakRefreshes(refusal, times: 1)
            _ = try? await scene.session.rotateToken(try Name("ann"), on: scene.surface)  // Refused, it waits.
            let waiting = try #require(try scene.token("ann", .successor))
            await scene.google.misbehave(refusal, at: .token)
            _ = try await scene.unlockable().rotateToken(try Name("ann"), on: scene.rekeyedBeforeCommit())

            let later = try scene.later()
            #expect(await scene.google.isLive(try #require(try later.token("ann"))))
            #expect(try later.token("ann-2") == waiting)
        }
    }

    @Test func `what is lent for long goes on under each new key, and without one it says so`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let lender = scene.unlockable()
            for _ in 0..<2 {
                _ = try scene.later().session.rotateKey(scene.slotSecrets)
                let token = try await lender.lentToken(of: try Name("ann"), scopes: [], minTTL: .seconds(300))
                #expect(token.expiresAt > lender.now())
            }
            #expect(try lender.lendTokens(of: [try Name("ann")], to: .command("report")).count == 1)

            _ = try scene.later().session.rotateKey(scene.slotSecrets)
            await #expect(throws: VaultError.rekeyed) {
                _ = try await scene.session.lentToken(of: try Name("ann"), scopes: [], minTTL: .seconds(300))
            }
        }
    }

    @Test func `what Google gives in the place of a token is kept under the new key`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("ann")
            await scene.google.configure { $0.rotateRefreshTokens = true }
            let subject = try scene.vault.read { try $0.refreshable(try Name("ann")) }
            scene.rekeyBeforeNextWrite()
            _ = try await scene.unlockable().refresh(subject)

            let later = try scene.later()
            let new = try #require(try later.token("ann"))
            #expect(new != old)
            #expect(await scene.google.isLive(new))
            #expect(try later.session.list().count == 1)
        }
    }

    @Test func `a vault that cannot be opened again is told of, and opened when it can be`() async throws {
        try await withScene { scene in
            let tries = Mutex(0)
            let session = scene.unlockable {
                let count = tries.withLock { count in
                    count += 1
                    return count
                }
                guard count > 1 else { throw VaultError.wrongSecret }
            }
            let surface = scene.browser.surface { error in
                #expect(error as? VaultError == .wrongSecret)
                return true
            }
            _ = try await session.login(.ann, on: scene.rekeyedBeforeCommit(surface))

            #expect(tries.withLock { $0 } == 2)
            #expect(await scene.google.isLive(try #require(try scene.later().token(Scene.ann))))
        }
    }

    @Test func `another vault in the place of the own one gets no token`() async throws {
        try await withScene { scene in
            let other = try PassphraseVault()
            let session = Session(
                vault: scene.vault,
                google: scene.session.google,
                now: scene.session.now,
                reopen: { try other.session().vault }
            )
            let error = await #expect(throws: OperationError.self) {
                try await session.login(.ann, on: scene.rekeyedBeforeCommit())
            }

            guard case .notStored(_, let reason)? = error else { throw Unexpected(error) }
            #expect(reason == "\(VaultError.rekeyed)")
            #expect(try other.session().list().isEmpty)
        }
    }
}

extension Scene {
    /// The same session, which can open the vault again; `attempt` comes first.
    func unlockable(_ attempt: @escaping @Sendable () throws -> Void = {}) -> Session {
        let scene = self
        return Session(
            vault: vault,
            google: session.google,
            now: session.now,
            pause: session.pause,
            reopen: {
                try attempt()
                return try scene.reopened().vault
            }
        )
    }

    /// What a later run sees.
    func later() throws -> Scene {
        Scene(
            folder: folder,
            store: store,
            keyring: keyring,
            session: try reopened(),
            sandbox: sandbox,
            browser: browser,
            client: client
        )
    }

    fileprivate func rekeyBeforeNextWrite() {
        let scene = self
        store.beforeNextWrite { _ = try scene.session.rotateKey(scene.slotSecrets) }
    }

    /// A surface after whose consent the vault gets a new key, as soon as the token is to be stored.
    fileprivate func rekeyedBeforeCommit(_ surface: ConsentSurface? = nil) -> ConsentSurface {
        let usual = surface ?? self.surface
        let scene = self
        return ConsentSurface(
            show: { address, receiver in
                scene.rekeyBeforeNextWrite()
                await usual.show(address, receiver)
            },
            fold: usual.fold,
            storeFailed: usual.storeFailed
        )
    }
}

extension LoginRequest {
    /// A login of Ann's.
    fileprivate static var ann: LoginRequest {
        var request = LoginRequest()
        request.loginHint = Scene.ann
        return request
    }
}
