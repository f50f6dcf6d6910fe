import Credentials
import Foundation
import GoogleSandbox
import SQLiteStore
import Sealing
import Testing
import Vault

@testable import Operations

/// Access tokens that are kept in the vault for a while.
struct KeptTokenTests {
    @Test func `a kept token needs no network, and is in the log by one commit`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let first = try await scene.ask()
            let before = try scene.vault.read { $0.seq }
            let second = try await scene.ask()

            #expect(!first.isKept && second.isKept)
            #expect(first.text == second.text)
            #expect(first.token == second.token)
            #expect(await scene.refreshes == 1)
            #expect(try scene.vault.read { $0.seq } == before + 1)
            #expect(try scene.session.audit().suffix(2).map(\.detail) == ["", "from the vault"])
        }
    }

    @Test func `without the log no kept token leaves`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.ask()
            scene.store.fail()
            await #expect(throws: OperationError.auditUnavailable("vault.db: the disk is full")) {
                try await scene.ask()
            }
        }
    }

    @Test(arguments: [(0, 300, true), (3299, 300, true), (3300, 300, false), (3598, 1, true), (3599, 0, false)])
    func `a token is kept as long as enough of its time is left`(age: Int, minTTL: Int, isKept: Bool) async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let start = scene.session.now()
            try await scene.at(start).ask()
            let later = scene.at(start + .seconds(age))

            #expect(try await later.ask(minTTL: .seconds(minTTL)).isKept == isKept)
        }
    }

    @Test func `a token longer than Google gives is a new one each time`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            for second in 0..<3 {
                let session = scene.at(scene.session.now() + .seconds(second))
                #expect(try await !session.ask(minTTL: .seconds(7200)).isKept)
            }

            #expect(await scene.refreshes == 3)
        }
    }

    @Test func `a token that was kept while the clock was ahead is not given`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let start = scene.session.now()
            try await scene.at(start + .seconds(86_400)).ask()

            #expect(try await !scene.at(start).ask().isKept)
        }
    }

    @Test func `each set of scopes has a token of its own, in whatever order it is asked for`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let all = try await scene.ask()
            let one = try await scene.ask([.adwords])
            let two = try await scene.ask([.adwords, .email])

            #expect(Set([all.text, one.text, two.text]).count == 3)
            #expect(try await scene.ask() == all.kept)
            #expect(try await scene.ask([.adwords, .adwords]) == one.kept)
            #expect(try await scene.ask([.email, .adwords]) == two.kept)
            #expect(one.scopes == [.adwords])
            #expect(await scene.refreshes == 3)
        }
    }

    @Test func `of more sets of scopes than are kept, the oldest goes`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            for number in 0...AccessTokens.limit {
                let reply =
                    #"{"access_token":"ya29.\#(number)","expires_in":3599,"token_type":"Bearer","scope":"openid"}"#
                await scene.google.misbehave(.body(reply), at: .token)
                try await scene.ask([try Scope("number-\(number)")])
            }

            #expect(try await scene.ask([try Scope("number-8")]).text == "ya29.8")
            #expect(try await scene.ask([try Scope("number-1")]).text == "ya29.1")
            let kept = try scene.vault.read { try $0.value(AccessTokens.self, Name("ann")) }
            #expect(kept?.entries.count == AccessTokens.limit)
            #expect(kept?.entries.contains { $0.asked == [try? Scope("number-0")] } == false)
        }
    }

    @Test func `a token of more scopes than a record holds is given and not kept`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let scopes = try manyScopes().map(\.description).joined(separator: " ")
            let reply = #"{"access_token":"ya29.a","expires_in":3599,"token_type":"Bearer","scope":"\#(scopes)"}"#
            await scene.google.misbehave(.body(reply), at: .token)

            #expect(try await scene.ask().text == "ya29.a")
            #expect(try await !scene.ask().isKept)
        }
    }

    @Test(arguments: Change.all)
    func `no token is kept beyond a change of its credential`(change: Change) async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.ask()
            let session = try await change.happen(scene)
            #expect(try session.vault.read { try $0.all(AccessTokens.self) } == [])
            let before = await scene.refreshes
            guard change.isUsable else {
                await #expect(throws: OperationError.self) { try await session.ask() }
                return
            }

            #expect(try await !session.ask().isKept)
            #expect(await scene.refreshes == before + 1)
        }
    }

    @Test func `a token that came from another refresh token is not given`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let first = try await scene.ask()
            let kept = try scene.vault.read { try $0.opened(AccessTokens.self, Name("ann")) }
            try await scene.seed("ann", of: Scene.bob)
            try scene.vault.write { try $0.put(kept.0, secret: kept.1.bytes) }

            #expect(try await scene.ask().text != first.text)
        }
    }

    @Test func `a renamed credential asks anew, and its old name has nothing`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let first = try await scene.ask()
            _ = try scene.session.rename(Name("ann"), to: Name("anna"))

            let second = try await scene.session.accessToken(of: Name("anna"))
            #expect(revealed(second.secret) != first.text)
            await #expect(throws: OperationError.self) { try await scene.ask() }
        }
    }

    @Test func `no token is kept whose client is gone`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.ask()
            try scene.session.removeClient(Name("desktop"), evenIfUsed: true)
            await #expect(throws: OperationError.unknown(.client, try Name("desktop"), nearest: nil)) {
                try await scene.ask()
            }
        }
    }
}

/// Something after which a kept token must not be given.
struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let isUsable: Bool
    let happen: @Sendable (Scene) async throws -> Session

    private init(
        _ description: String,
        isUsable: Bool = true,
        _ happen: @escaping @Sendable (Scene) async throws -> Void
    ) {
        testDescription = description
        self.isUsable = isUsable
        self.happen = { scene in
            try await happen(scene)
            return scene.session
        }
    }

    /// A change after which the vault has another key.
    private init(rekeyed description: String, _ happen: @escaping @Sendable (Scene) throws -> Session) {
        testDescription = description
        isUsable = true
        self.happen = happen
    }

    static let all: [Change] = [
        Change("a new consent") { scene in
            _ = try await scene.session.rotateToken(Name("ann"), on: scene.surface)
        },
        Change("a login that replaces it") { scene in _ = try await scene.login("ann") { $0.replace = true } },
        Change("another one under its name") { scene in
            try await scene.seed("bob", of: Scene.bob)
            _ = try scene.session.rename(Name("ann"), to: Name("anna"))
            _ = try scene.session.rename(Name("bob"), to: Name("ann"))
        },
        Change("forgotten, and a new one of its name") { scene in
            _ = try scene.session.forget(Name("ann"))
            try await scene.seed("ann")
        },
        Change("forgotten", isUsable: false) { scene in _ = try scene.session.forget(Name("ann")) },
        Change("Google replaced its refresh token") { scene in
            await scene.google.configure { $0.rotateRefreshTokens = true }
            _ = try await scene.session.check(Filter())
            await scene.google.configure { $0.rotateRefreshTokens = false }
        },
        Change("a check found it dead", isUsable: false) { scene in
            try await scene.google.revokeByUser(Scene.ann)
            _ = try await scene.session.check(Filter())
        },
        Change("a revocation that is not proven", isUsable: false) { scene in
            await scene.google.misbehave(.status(503), at: .revoke, times: nil)
            _ = try await scene.session.revoke(scene.session.planRevocation(of: [Name("ann")]))
        },
        Change("revoked", isUsable: false) { scene in
            _ = try await scene.session.revoke(scene.session.planRevocation(of: [Name("ann")]))
        },
        Change("a sibling revoked", isUsable: false) { scene in
            try await scene.seed("sibling")
            _ = try await scene.session.revoke(scene.session.planRevocation(of: [Name("sibling")]))
        },
        Change(rekeyed: "a new vault key") { try $0.session.rotateKey($0.slotSecrets).0 },
        Change("a backup restored to where no vault is any more") { scene in
            let backup = SQLiteStore(path: scene.folder.path + "/backup.db")
            _ = try scene.session.backUp(to: backup)
            try FileManager.default.removeItem(atPath: scene.folder.vaultPath)
            let opened = try scene.reopened(backup)
            _ = try opened.restore(to: SQLiteStore(path: scene.folder.vaultPath), anchors: [], goingBackBy: nil)
        },
        Change(rekeyed: "an older backup restored") { scene in
            let backup = SQLiteStore(path: scene.folder.path + "/backup.db")
            _ = try scene.session.backUp(to: backup)
            let (opened, place) = (try scene.reopened(backup), SQLiteStore(path: scene.folder.vaultPath))
            _ = try opened.restore(to: place, anchors: [], goingBackBy: scene.slotSecrets)
            return try scene.reopened()
        },
    ]
}

/// What was given, as values that can be compared.
struct Given: Equatable {
    let text: String
    let expiresAt: Timestamp
    let scopes: [Scope]?
    let isKept: Bool

    /// The same, from the vault.
    var kept: Given { Given(text: text, expiresAt: expiresAt, scopes: scopes, isKept: true) }
    var token: String { "\(text) \(expiresAt) \(scopes ?? [])" }
}

extension Session {
    @discardableResult
    func ask(_ scopes: [Scope] = [], minTTL: Duration = .seconds(300)) async throws -> Given {
        let token = try await accessToken(of: Name("ann"), scopes: scopes, minTTL: minTTL)
        let text = token.secret.withBytes { String(decoding: $0.array, as: UTF8.self) }
        return Given(text: text, expiresAt: token.expiresAt, scopes: token.scopes, isKept: token.isKept)
    }
}

extension Scene {
    /// Asks for an access token of `ann`.
    @discardableResult
    func ask(_ scopes: [Scope] = []) async throws -> Given {
        try await session.ask(scopes)
    }

    /// How often the token endpoint was asked.
    var refreshes: Int {
        get async { await google.requestCount(at: .token) }
    }

    /// The session at another time.
    func at(_ time: Timestamp) -> Session {
        Session(vault: vault, google: session.google, now: { time }, pause: session.pause)
    }
}
