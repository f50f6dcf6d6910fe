import CSodium

/// libsodium, started once before its first use.
enum Sodium {
    private static let started: Bool = {
        precondition(sodium_init() >= 0, "libsodium could not start: the system gives no random numbers")
        return true
    }()

    /// Starts libsodium where it has not been started: `sodium_malloc` before `sodium_init` aborts the process.
    static func start() {
        _ = started
    }
}
