/// The scopes that the stand-in knows, and what Google makes of them.
enum Scopes {
    static let email = "https://www.googleapis.com/auth/userinfo.email"
    static let profile = "https://www.googleapis.com/auth/userinfo.profile"

    /// Scopes that only say who the account is: no checkbox of their own, and no seven-day limit in testing mode.
    static let signIn: Set = ["openid", email, profile]

    private static let known = signIn.union(
        [
            "adwords", "dfp", "admanager", "admanager.readonly", "analytics.readonly", "cloud-platform", "content",
            "drive.readonly", "youtube.readonly",
        ].map { "https://www.googleapis.com/auth/" + $0 }
    )

    /// The long name of a scope that has a short one.
    static func long(_ scope: String) -> String { ["email": email, "profile": profile][scope] ?? scope }

    /// Reads a list of scopes: long names, each once, in order.
    static func parse(_ text: String) -> (valid: [String], unknown: [String]) {
        var valid: [String] = []
        var unknown: [String] = []
        for word in text.split(separator: " ").map(String.init) {
            let scope = long(word)
            if !known.contains(scope) {
                unknown.append(word)
            } else if !valid.contains(scope) {
                valid.append(scope)
            }
        }
        return (valid, unknown)
    }

    /// What Google makes of the scopes that a client asks for: with a sign-in scope comes `openid`.
    static func completed(_ scopes: [String]) -> [String] {
        signIn.isDisjoint(with: scopes) || scopes.contains("openid") ? scopes : scopes + ["openid"]
    }

    /// The scopes as an answer lists them.
    static func list(_ scopes: Set<String>) -> String { scopes.sorted().joined(separator: " ") }

    /// The scopes as the redirect lists them: Google repeats the sign-in scopes there under their short names.
    static func redirectList(_ scopes: Set<String>) -> String {
        let short = [(email, "email"), (profile, "profile")].filter { scopes.contains($0.0) }.map(\.1)
        return (short + scopes.sorted()).joined(separator: " ")
    }
}
