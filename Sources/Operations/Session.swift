public import Credentials
public import OAuthFlow
public import Vault

/// An unlocked vault, with Google and the clock at hand: what every use case works on. One file each holds them, as
/// extensions of this.
public struct Session: Sendable {
    /// The vault.
    public let vault: Vault
    let google: Google
    let now: @Sendable () -> Timestamp
    let pause: @Sendable (Duration) async throws -> Void

    /// A session on `vault`.
    ///
    /// - Parameter pause: waits; a test does not.
    public init(
        vault: Vault,
        google: Google,
        now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.vault = vault
        self.google = google
        self.now = now
        self.pause = pause
    }
}
