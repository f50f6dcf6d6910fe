import Foundation

/// What an account has allowed a Cloud project: the unit that Google revokes.
struct Grant {
    struct ID: Hashable {
        let sub: String
        let project: String
    }

    /// A revocation that was asked for and has not taken effect yet.
    struct Ending {
        var usesLeft: Int
        let earliest: Date
    }

    /// All scopes that were granted so far, to any client of the project.
    var scopes: Set<String> = []
    /// The clients that the account has consented to.
    var clients: Set<String> = []
    /// The tokens that end with the grant.
    var refreshTokens: [String] = []
    var accessTokens: [String] = []
    var ending: Ending?
}

/// An authorization code: once, ten minutes, for one client and redirect.
struct Code {
    let grant: Grant.ID
    let email: String
    let clientID: String
    let redirectURI: String
    let scopes: Set<String>
    let challenge: Challenge?
    let givesRefreshToken: Bool
    let accessSeconds: Int?
    let expires: Date
}

/// A refresh token; dead ones are remembered, since Google tells them from strange ones.
struct RefreshToken {
    let grant: Grant.ID
    let email: String
    let clientID: String
    let scopes: Set<String>
    let expires: Date?
    var lastUsed: Date
    var isDead = false
}

/// An access token.
struct AccessToken {
    let grant: Grant.ID
    let email: String
    let clientID: String
    let scopes: Set<String>
    let isOffline: Bool
    let expires: Date
}

/// Where refresh tokens count against the limit of a hundred: an account at a client.
struct TokenSlot: Hashable {
    let sub: String
    let clientID: String
}
