import Credentials

/// Tokens, who waits for them, and what went wrong: the rules of the cache, without tasks or clocks.
struct TokenShelf {
    typealias Waiter = AsyncStream<TokenCache.Outcome>.Continuation

    /// What there is for somebody who asks.
    enum Find {
        /// A token, and whether it is old enough that the one who asks is to have the next one fetched.
        case token(HeldToken, isAgeing: Bool)
        /// None, and it is too early to try again.
        case refusal(TokenRefusal)
        /// None yet, and whether the one who asks is to have it fetched.
        case wait(AsyncStream<TokenCache.Outcome>, isFirst: Bool)
    }

    /// Clients are promised as much as Google's own server promises.
    static let leastLife = Duration.seconds(300)
    /// With less life than this the next token is fetched, while this one is still handed out.
    static let ageing = Duration.seconds(600)
    /// How long a token is handed out before the next one is fetched, however short it lives.
    static let patience = Duration.seconds(60)
    /// How long tokens are handed out before it is asked whether they still may be.
    static let trust = Duration.seconds(5)
    /// How many tokens are kept: each set of scopes that a client thinks of has its own.
    static let limit = 64

    private struct Place {
        var token: HeldToken?
        var isBeingFetched = false
        var waiters: [Waiter] = []
        var trouble: Trouble?
        var fetchedAt: Timestamp?
    }

    private var places: [TokenCache.Key: Place] = [:]
    private var checkedAt: [Name: Timestamp] = [:]

    /// Looks for a token, and notes that whoever is told so has it fetched.
    mutating func look(for key: TokenCache.Key, at now: Timestamp) -> Find {
        let place = places[key] ?? Place()
        let mayFetch = !place.isBeingFetched && place.trouble?.isOver(at: now) != false
        if let token = place.token, token.life(at: now) > Self.leastLife {
            let isNew = place.fetchedAt.map { (.zero..<Self.patience).contains(now - $0) } ?? false
            let isAgeing = mayFetch && !isNew && token.life(at: now) <= Self.ageing
            if isAgeing { places[key]?.isBeingFetched = true }
            return .token(token, isAgeing: isAgeing)
        }
        if let trouble = place.trouble, !place.isBeingFetched, !mayFetch { return .refusal(trouble.refusal(at: now)) }
        let (outcomes, waiter) = AsyncStream.makeStream(of: TokenCache.Outcome.self)
        if places[key] == nil { makeRoom() }
        places[key, default: Place()].waiters.append(waiter)
        places[key]?.isBeingFetched = true
        return .wait(outcomes, isFirst: mayFetch)
    }

    /// Puts what was fetched in its place. Gives those who wait for it.
    mutating func take(_ outcome: TokenCache.Outcome, for key: TokenCache.Key, at now: Timestamp) -> [Waiter] {
        guard var place = places[key] else { return [] }
        let waiters = place.waiters
        place.waiters = []
        place.isBeingFetched = false
        switch outcome {
        case .success(let token):
            place.token = token
            place.fetchedAt = now
            checkedAt[key.name] = now
            place.trouble = nil
        case .failure(let refusal):
            // What Google has ended is not handed out any more, for no scopes.
            if !refusal.isTransient { place.token = nil }
            if case .dead = refusal {
                for other in places.keys where other.name == key.name { places[other]?.token = nil }
            }
            place.trouble = Trouble(refusal, after: place.trouble, at: now)
        }
        places[key] = place
        return waiters
    }

    /// Whether the one who asks is to find out if a credential may still be lent; notes that it is found out.
    mutating func isCheckDue(for name: Name, at now: Timestamp) -> Bool {
        if let last = checkedAt[name], (.zero..<Self.trust).contains(now - last) { return false }
        checkedAt[name] = now
        return true
    }

    /// Drops the tokens of a credential, and tells those who ask why.
    mutating func drop(_ name: Name, because refusal: TokenRefusal, at now: Timestamp) {
        for key in places.keys where key.name == name {
            places[key]?.token = nil
            places[key]?.trouble = Trouble(refusal, after: nil, at: now)
        }
    }

    /// Drops what ends first, where there is no room.
    private mutating func makeRoom() {
        guard places.count >= Self.limit else { return }
        let idle = places.filter { !$0.value.isBeingFetched }
        let first = idle.min { left, right in
            (left.value.token?.expiresAt.milliseconds ?? 0) < (right.value.token?.expiresAt.milliseconds ?? 0)
        }
        if let first { places[first.key] = nil }
    }
}

extension TokenRefusal {
    /// Whether it may work later without anybody doing anything.
    var isTransient: Bool {
        if case .unavailable = self { true } else { false }
    }
}
