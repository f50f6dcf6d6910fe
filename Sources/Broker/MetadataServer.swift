public import Credentials
import NIOCore

/// Hands out short-lived access tokens the way Compute Engine's metadata server does, so that Google's libraries find
/// them by themselves and never see a refresh token.
///
/// The protocol has no secret that a caller would show. What stands for one: it listens on 127.0.0.1 or on a UNIX socket
/// alone, serves only connections whose other end belongs to this user, and only requests that no web page and no proxy
/// can make.
public struct MetadataServer: Sendable {
    private let directory: Directory
    private let tokens: TokenSource
    private let mayLend: LoanCheck
    private let now: @Sendable () -> Timestamp
    private let limits: Limits
    private let isOurs: PeerCheck

    /// A server of these credentials.
    ///
    /// Below `/computeMetadata/v1/instance/service-accounts/` stand `default`, which is the first of them, and each under its
    /// e-mail and its name; of several with one e-mail it means the first. Below `/NAME/` the same paths lead to the
    /// credential NAME alone, as its own default.
    ///
    /// - Parameters:
    ///   - identities: at least one; each name once.
    ///   - now: the clock that tells how long a token is still good.
    ///   - mayLend: whether a token that is at hand may still be handed out.
    ///   - tokens: where the tokens come from.
    public init(
        _ identities: [Identity],
        now: @escaping @Sendable () -> Timestamp,
        mayLend: @escaping LoanCheck,
        tokens: @escaping TokenSource
    ) {
        self.init(identities, now: now, limits: Limits(), isOurs: Peer.isOurs, mayLend: mayLend, tokens: tokens)
    }

    typealias PeerCheck = @Sendable (any Channel) async -> Bool

    init(
        _ identities: [Identity],
        now: @escaping @Sendable () -> Timestamp,
        limits: Limits,
        isOurs: @escaping PeerCheck,
        mayLend: @escaping LoanCheck,
        tokens: @escaping TokenSource
    ) {
        precondition(!identities.isEmpty, "a server of nothing")
        precondition(Set(identities.map(\.name)).count == identities.count, "a name twice")
        directory = Directory(identities)
        self.tokens = tokens
        self.mayLend = mayLend
        self.now = now
        self.limits = limits
        self.isOurs = isOurs
    }

    /// Listens while `body` runs, and ends with it: within a second, even when clients hold connections open.
    ///
    /// - Parameter place: where to listen; `body` gets the same, with the port that the kernel chose.
    /// - Throws: `BrokerError`, and what `body` throws. Cancelling the task cancels `body`.
    public func run<Result>(
        at place: Place = .loopback(port: 0),
        _ body: (Place) async throws -> Result
    ) async throws -> Result {
        let cache = TokenCache(source: tokens, mayLend: mayLend, now: now)
        let responder = MetadataResponder(directory: directory, cache: cache, now: now)
        var listener = Listener(place: place, responder: responder, limits: limits, isOurs: isOurs)
        switch place {
        case .loopback: return try await listener.run(body)
        case .socket(let path):
            let draft = try SocketFile.prepare(path)
            listener.draft = draft
            return try await listener.run { place in
                let file = try SocketFile(moving: draft, to: path)
                let result = try await body(place)
                _ = consume file
                return result
            }
        }
    }
}
