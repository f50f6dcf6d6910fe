import Credentials
import Foundation
import GoogleSandbox
import SQLiteStore
import Synchronization
import Testing
import Vault

@testable import Operations

/// Of many who ask for one access token at once, one asks Google.
struct TurnTests {
    @Test(arguments: [300, 7200])
    func `several tasks of two sessions that ask at once make one refresh`(minTTL: Int) async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await scene.google.misbehave(.delay(milliseconds: 200), at: .token)
            let sessions = [scene.taking(), try scene.taking(scene.reopened().vault)]
            let given = try await withThrowingTaskGroup(of: Given.self) { group in
                for number in 0..<16 {
                    group.addTask { try await sessions[number % 2].ask(minTTL: .seconds(minTTL)) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(await scene.refreshes == 1)
            #expect(Set(given.map(\.text)).count == 1)
            #expect(given.count { !$0.isKept } == 1)
            #expect(try scene.audit().count { $0 == "token ann" } == 16)
        }
    }

    @Test func `nobody waits for the turn at another credential`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let turn = try scene.turn(at: "bob")
            #expect(try turn.take())
            #expect(try await !scene.taking(limit: .seconds(600)).ask().isKept)
            _ = consume turn
        }
    }

    @Test func `who waits gets the turn when its holder is gone`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let holder = Mutex<Holder?>(Holder(try scene.turn(at: "ann")))
            #expect(holder.withLock { $0?.take() } == true)
            let session = scene.taking()
            async let asked = session.ask()
            try await Task.sleep(for: .milliseconds(100))
            #expect(await scene.refreshes == 0)
            holder.withLock { $0 = nil }

            #expect(try await !asked.isKept)
        }
    }

    @Test func `nobody waits for a holder that hangs, and that is said`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let turn = try scene.turn(at: "ann")
            #expect(try turn.take())
            let said = Mutex<[String]>([])
            let session = scene.taking(limit: .seconds(1)) { words in said.withLock { $0.append(words) } }

            #expect(try await !session.ask().isKept)
            #expect(said.withLock { $0 } == ["several who ask at once may each ask Google: another asks since 1 s"])
            _ = consume turn
        }
    }

    @Test func `who has given up waiting keeps nobody from the turn`() async throws {
        try await withScene { scene in
            let holder = Mutex<Holder?>(Holder(try scene.turn(at: "ann")))
            #expect(holder.withLock { $0?.take() } == true)
            let given = try scene.turn(at: "ann")
            #expect(try await !given.take(within: .milliseconds(10)))
            _ = consume given
            holder.withLock { $0 = nil }
            #expect(try await scene.turn(at: "ann").take(within: .seconds(60)))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an interruption ends the wait, and nothing was asked`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let turn = try scene.turn(at: "ann")
            #expect(try turn.take())
            let session = scene.taking(limit: .seconds(600))
            let asking = Task { try await session.ask() }
            asking.cancel()
            await #expect(throws: CancellationError.self) { try await asking.value }

            #expect(await scene.refreshes == 0)
            _ = consume turn
        }
    }

    @Test func `where nothing can be written beside the vault, a token comes all the same`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let said = Mutex<[String]>([])
            let turns = Turns(stateFolder: "/proc/nowhere") { words in said.withLock { $0.append(words) } }
            let session = Session(
                vault: scene.vault,
                google: scene.session.google,
                now: scene.session.now,
                turns: turns
            )

            #expect(try await !session.ask().isKept)
            #expect(said.withLock { $0.count } == 1)
        }
    }

    @Test func `the file of turns is empty and for its user alone`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.taking().ask()
            let attributes = try FileManager.default.attributesOfItem(atPath: scene.folder.path + "/turns")

            #expect(attributes[.size] as? Int == 0)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }
}

/// Somebody waited who should not have to.
private struct Waited: Error {}

/// A turn that is let go at will.
private final class Holder: Sendable {
    private let turn: Turn

    init(_ turn: consuming Turn) {
        self.turn = turn
    }

    func take() -> Bool { (try? turn.take()) == true }
}

extension Scene {
    /// A session that takes turns with others of this scene's folder.
    fileprivate func taking(
        _ vault: Vault? = nil,
        limit: Duration = .seconds(60),
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) -> Session {
        Session(
            vault: vault ?? self.vault,
            google: session.google,
            now: session.now,
            turns: Turns(stateFolder: folder.path, warn: warn),
            turnLimit: limit
        )
    }

    /// Somebody else's turn.
    fileprivate func turn(at name: String) throws -> Turn {
        let turns = Turns(stateFolder: folder.path) { Issue.record("\($0)") }
        guard let turn = turns.turn(at: .accessToken, try Name(name), of: vault) else { throw Waited() }
        return turn
    }
}
