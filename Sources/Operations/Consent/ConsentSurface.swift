public import GoogleHTTP
public import OAuthFlow

/// Where a person meets the consent: a browser, an address on the terminal, an answer that is pasted.
public struct ConsentSurface: Sendable {
    /// Shows the consent page's address, or opens it, and returns. What is pasted meanwhile goes to the receiver.
    public var show: @Sendable (Address, LoopbackReceiver) async -> Void
    /// Told that the answer is there, so that nothing is pasted any more.
    public var answered: @Sendable () -> Void
    /// Where Google's addresses really lie (`HTTPConfiguration.folded`).
    public var fold: @Sendable (Address) -> Address
    /// A token is here and could not be stored, and why: says so, and whether to try again.
    public var storeFailed: @Sendable (any Error) async -> Bool

    /// A surface made of these.
    public init(
        show: @escaping @Sendable (Address, LoopbackReceiver) async -> Void,
        answered: @escaping @Sendable () -> Void = {},
        fold: @escaping @Sendable (Address) -> Address,
        storeFailed: @escaping @Sendable (any Error) async -> Bool
    ) {
        self.show = show
        self.answered = answered
        self.fold = fold
        self.storeFailed = storeFailed
    }
}
