public import Credentials
public import OAuthFlow
public import Vault

/// An unlocked vault, with Google and the clock at hand: what every use case works on. One file each holds them, as
/// extensions of this.
public struct Session: Sendable {
    let current: CurrentVault
    let google: Google
    let reader: Reader?
    let now: @Sendable () -> Timestamp
    let pause: @Sendable (Duration) async throws -> Void
    let turns: Turns?
    let turnLimit: Duration

    /// A session on `vault`.
    ///
    /// - Parameters:
    ///   - reader: the APIs that tell what an account reaches; nil where nobody asks.
    ///   - pause: waits; a test does not.
    ///   - reopen: opens the vault again, so that a token which Google has just given is stored although another process
    ///     gave the vault a new key; nil where nothing can.
    ///   - turns: where those that ask for one access token at once take turns; nil where each of them asks Google.
    ///   - turnLimit: how long one waits for the others: as long as a call to Google with its retries may take.
    public init(
        vault: Vault,
        google: Google,
        reader: Reader? = nil,
        now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        reopen: (@Sendable () throws -> Vault)? = nil,
        turns: Turns? = nil,
        turnLimit: Duration = .seconds(60)
    ) {
        current = CurrentVault(vault, reopen: reopen)
        self.google = google
        self.reader = reader
        self.now = now
        self.pause = pause
        self.turns = turns
        self.turnLimit = turnLimit
    }

    /// The vault.
    public var vault: Vault { current.vault }
}
