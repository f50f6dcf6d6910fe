import Credentials
import Foundation
import Sealing
import Synchronization
import Testing

@testable import Broker

/// A clock that stands until it is told to go on.
final class StandingClock: Sendable {
    private let moment = Mutex(Timestamp(milliseconds: 1_800_000_000_000))

    var now: Timestamp { moment.withLock { $0 } }

    func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }
}

/// What stands in for the vault and Google: gives token after token, or refuses.
final class Mint: Sendable {
    private struct State {
        var orders: [TokenOrder] = []
        var refusal: TokenRefusal?
        var life = Duration.seconds(3599)
        var checks = 0
        var end: TokenRefusal?
    }

    private let clock: StandingClock
    private let state = Mutex(State())
    private let isHeld: Bool
    private let held: AsyncStream<Void>
    private let door: AsyncStream<Void>.Continuation

    /// - Parameter isHeld: whether nothing is given before `release`, once for each token.
    init(_ clock: StandingClock, isHeld: Bool = false) {
        self.clock = clock
        self.isHeld = isHeld
        (held, door) = AsyncStream.makeStream()
    }

    /// What was asked for so far.
    var orders: [TokenOrder] { state.withLock { $0.orders } }

    func release() {
        door.yield()
    }

    func refuse(_ refusal: TokenRefusal?) {
        state.withLock { $0.refusal = refusal }
    }

    /// How often it was asked whether its tokens may be lent.
    var checks: Int { state.withLock { $0.checks } }

    /// Says from now on that its tokens may not be lent.
    func end(_ refusal: TokenRefusal) {
        state.withLock { $0.end = refusal }
    }

    @Sendable func check(_ name: Name) async throws(TokenRefusal) {
        let end = state.withLock { state in
            state.checks += 1
            return state.end
        }
        if let end { throw end }
    }

    func setLife(_ life: Duration) {
        state.withLock { $0.life = life }
    }

    @Sendable func issue(_ order: TokenOrder) async throws(TokenRefusal) -> IssuedToken {
        let count = state.withLock { state in
            state.orders.append(order)
            return state.orders.count
        }
        if isHeld { for await _ in held { break } }
        let (refusal, life) = state.withLock { ($0.refusal, $0.life) }
        if let refusal { throw refusal }
        return IssuedToken(secret: secret("ya29.\(order.name)-\(count)"), expiresAt: clock.now + life)
    }
}

func secret(_ text: String) -> SecretBytes {
    var bytes = Array(text.utf8)
    return SecretBytes(wiping: &bytes)
}

/// Ann, with what a login gives.
let ann = identity("ann", email: "ann@example.com")

func identity(_ name: String, email: String?, scopes: [Scope] = Scope.loginDefaults) -> Identity {
    guard let name = try? Name(name) else { preconditionFailure("\(name) is no name") }
    return Identity(name: name, email: email, scopes: scopes)
}

/// Runs a server of its own around a test.
func serving<Result>(
    _ identities: [Identity] = [ann],
    at place: Place = .loopback(port: 0),
    mint: Mint? = nil,
    clock: StandingClock = StandingClock(),
    limits: Limits = Limits(),
    isOurs: @escaping MetadataServer.PeerCheck = Peer.isOurs,
    _ body: (Caller) async throws -> Result
) async throws -> Result {
    let mint = mint ?? Mint(clock)
    let server = MetadataServer(
        identities,
        now: { clock.now },
        limits: limits,
        isOurs: isOurs,
        mayLend: mint.check,
        tokens: mint.issue
    )
    return try await server.run(at: place) { place in try await body(Caller(place: place)) }
}

/// A folder of a test's own.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    // The path of a socket is short.
    let folder = NSTemporaryDirectory() + "broker-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(
        atPath: folder,
        withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700]
    )
    // One that is left in the temporary folder does no harm.
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Waits for something that other tasks bring about. The time limit of the test ends what never comes.
func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() {
        try Task.checkCancellation()
        await Task.yield()
    }
}
