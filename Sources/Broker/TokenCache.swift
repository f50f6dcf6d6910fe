import Credentials
import Synchronization

/// The access tokens at hand. Whoever asks gets one at once where one is good enough, and of several who wait for a new
/// one, one is fetched for all.
final class TokenCache: Sendable {
    /// Which token.
    struct Key: Hashable, Sendable {
        let name: Name
        /// Ascending; none for all that was granted.
        let scopes: [Scope]
    }

    typealias Outcome = Result<HeldToken, TokenRefusal>

    private let source: TokenSource
    private let mayLend: LoanCheck
    private let now: @Sendable () -> Timestamp
    private let limit: Duration
    private let shelf = Mutex(TokenShelf())
    private let orders: AsyncStream<Key>
    private let orderBook: AsyncStream<Key>.Continuation

    /// - Parameter limit: how long one call of the source may take. Google's calls end within 60 s.
    init(
        source: @escaping TokenSource,
        mayLend: @escaping LoanCheck,
        now: @escaping @Sendable () -> Timestamp,
        limit: Duration = .seconds(70)
    ) {
        self.source = source
        self.mayLend = mayLend
        self.now = now
        self.limit = limit
        (orders, orderBook) = AsyncStream.makeStream()
    }

    /// A token that is good for more than five minutes.
    func token(_ key: Key) async throws(TokenRefusal) -> HeldToken {
        switch shelf.withLock({ $0.look(for: key, at: now()) }) {
        case .token(let token, let isAgeing):
            // Ordered first: whoever was told that it is ageing has it fetched, or nobody ever does.
            if isAgeing { orderBook.yield(key) }
            if shelf.withLock({ $0.isCheckDue(for: key.name, at: now()) }) { try await check(key.name) }
            return token
        case .refusal(let refusal):
            throw refusal
        case .wait(let outcomes, let isFirst):
            if isFirst { orderBook.yield(key) }
            for await outcome in outcomes { return try outcome.get() }
            throw .unavailable("adsvault is ending")
        }
    }

    /// Drops the tokens of a credential that is not to be lent any more.
    private func check(_ name: Name) async throws(TokenRefusal) {
        do {
            try await mayLend(name)
        } catch {
            // Where the vault cannot be asked now, it is asked again in a moment.
            guard !error.isTransient else { return }
            shelf.withLock { $0.drop(name, because: error, at: now()) }
            throw error
        }
    }

    /// Fetches what is ordered, until the task is cancelled.
    func work() async {
        await withDiscardingTaskGroup { group in
            for await key in orders {
                group.addTask { await self.fetch(key) }
            }
            group.cancelAll()
        }
    }

    private func fetch(_ key: Key) async {
        let outcome = await withTaskGroup(of: Outcome.self) { group in
            group.addTask { await self.ask(for: key) }
            group.addTask {
                // Cancelled as soon as there is an outcome.
                try? await Task.sleep(for: self.limit)
                return .failure(.unavailable("no access token came within \(self.limit.components.seconds) s"))
            }
            let outcome = await group.next()
            group.cancelAll()
            return outcome ?? .failure(.unavailable("adsvault is ending"))
        }
        let waiting = shelf.withLock { $0.take(outcome, for: key, at: now()) }
        for waiter in waiting {
            waiter.yield(outcome)
            waiter.finish()
        }
    }

    private func ask(for key: Key) async -> Outcome {
        do throws(TokenRefusal) {
            // More than the age at which the next one is fetched, else the one that is at hand would come again.
            let order = TokenOrder(name: key.name, scopes: key.scopes, minimumLife: TokenShelf.ageing + .seconds(60))
            guard let token = HeldToken(try await source(order)) else {
                return .failure(.unavailable("the access token of \(key.name) is malformed"))
            }
            guard token.life(at: now()) > TokenShelf.leastLife else {
                return .failure(.unavailable("the access token of \(key.name) ends within five minutes"))
            }
            return .success(token)
        } catch {
            return .failure(error)
        }
    }
}
