import Credentials
import GoogleHTTP
import OAuthFlow

extension Credential {
    /// What Google's answer about this credential shows, held against what is required.
    func result(required: [Scope]?, info: TokenInfo, reached: Int?, notes: [Finding]) -> CheckResult {
        let wanted = required ?? requiredScopes
        let missing = wanted.filter { !info.scopes.contains($0) }
        let extra = info.scopes.filter { !wanted.contains($0) }
        var findings = notes
        if !missing.isEmpty {
            findings.append(
                Finding(
                    code: .missingScope,
                    severity: .error,
                    message: "not granted: \(missing.map(\.shortForm).joined(separator: ", "))",
                    next: consent(for: missing)
                )
            )
        }
        if !isOwner(of: info) {
            findings.append(
                Finding(
                    code: .mismatch,
                    severity: .error,
                    message: "Google says that this token belongs to another client or account",
                    next: "adsvault show \(name)"
                )
            )
        }
        if state == .revoking { findings.append(.revoking(name)) }
        // Who the account is, every login asks.
        let telling = extra.filter { $0 != .openID && $0 != .email }
        if !telling.isEmpty, required != nil {
            findings.append(
                Finding(
                    code: .extraScope,
                    severity: .info,
                    message: "granted beyond what is required: \(telling.map(\.shortForm).joined(separator: ", "))",
                    next: nil
                )
            )
        }
        return CheckResult(
            name: name,
            state: state,
            grantedScopes: info.scopes,
            missingScopes: missing,
            extraScopes: extra,
            customersReached: reached,
            findings: findings.sorted { $0.severity < $1.severity }
        )
    }

    /// Whether what Google knows about an access token fits what is known here.
    private func isOwner(of info: TokenInfo) -> Bool {
        switch kind {
        case .user:
            return info.audience == client?.id
                && (account == nil || info.subject == nil || info.subject == account?.subject)
        case .serviceAccount:
            // What a service account's audience is, Google's documents do not say; the address they do.
            let address = key?.impersonatedEmail ?? account?.email
            return info.email == nil || info.email?.lowercased() == address?.lowercased()
        }
    }

    /// The command whose consent gives what is missing. A rotation asks for what the credential was made for, and no more.
    private func consent(for missing: [Scope]) -> String {
        guard let client else { return "adsvault show \(name)" }
        let asked = requiredScopes.isEmpty ? scopes : requiredScopes
        let beyond = missing.filter { !asked.contains($0) }
        if beyond.isEmpty { return "adsvault rotate token \(name)" }
        // Of the same account: in a browser where several are signed in, another could answer.
        return login(by: client, asking: asked + beyond) + (account?.email.map { " --login-hint \($0)" } ?? "")
    }

    /// The command that puts another account's token in its place: a rotation wants the same one's.
    fileprivate var loginByAnother: String {
        guard let client else { return "adsvault login \(name) --replace" }
        return login(by: client, asking: requiredScopes.isEmpty ? scopes : requiredScopes)
    }

    private func login(by client: Client, asking scopes: [Scope]) -> String {
        "adsvault login \(name) --replace --client \(client.name)" + scopes.map { " --scope \($0.shortForm)" }.joined()
    }

    /// The result of a check that ended with a finding.
    func result(_ finding: Finding, notes: [Finding] = []) -> CheckResult {
        CheckResult(
            name: name,
            state: state,
            grantedScopes: scopes,
            missingScopes: [],
            extraScopes: [],
            customersReached: nil,
            findings: ([finding] + notes.filter { $0 != finding }).sorted { $0.severity < $1.severity }
        )
    }
}

extension Finding {
    /// What an error of Google's means for a credential.
    init(_ error: GoogleError, of credential: Credential) {
        let name = credential.name
        if credential.kind == .serviceAccount, let finding = Finding(error, ofServiceAccount: credential) {
            self = finding
            return
        }
        switch error {
        case .invalidGrant(.signInAgain, _):
            self.init(.signInAgain, "\(error)", next: "adsvault rotate token \(name)")
        case .invalidGrant where credential.state == .revoking:
            self.init(.dead, "the token is dead, as was asked for", next: "adsvault revoke \(name)")
        case .invalidGrant(.accountDeleted, _):
            self.init(
                .accountNotFound,
                "\(error)",
                next: "by another account that reaches the same customers: \(credential.loginByAnother)"
            )
        case .invalidGrant:
            self.init(.dead, "\(error)", next: "adsvault rotate token \(name)")
        case .invalidClient:
            self.init(.invalidClient, "\(error)", next: Self.lookAtClient(credential.client?.name ?? name))
        case .unauthorizedClient:
            self.init(.unauthorizedClient, "\(error)", next: "adsvault show \(name)")
        case .http(.rateLimited):
            self.init(.rateLimited, "\(error)", next: "adsvault check \(name)")
        case let error where error.isTransient:
            self.init(.unreachable, "\(error)", next: "adsvault check \(name)")
        default:
            self.init(.refused, "\(error)", next: "adsvault doctor")
        }
    }

    /// What may have ended a token, as a finding of its own.
    init(_ cause: Cause, isLikeliest: Bool) {
        self.init(
            code: cause.code,
            severity: .info,
            message: "\(isLikeliest ? "most likely" : "less likely"): \(cause.evidence)",
            next: cause.next
        )
    }

    static func revoking(_ name: Name) -> Finding {
        Finding(
            code: .revoking,
            severity: .warning,
            message: "its revocation was asked for and is not proven yet: it still gives access",
            next: "adsvault revoke \(name)"
        )
    }

    static func successorDead(_ name: Name) -> Finding {
        Finding(
            code: .successorDead,
            severity: .warning,
            message: "the token that was to replace this one does not work; the old one stays",
            next: "adsvault rotate token \(name)"
        )
    }

    static func foreignSuccessor(_ name: Name, _ actual: String?) -> Finding {
        Finding(
            code: .successorDead,
            severity: .warning,
            message:
                "the token that was to replace this one is \(actual ?? "another account")'s and was dropped; the old one stays",
            next: "adsvault rotate token \(name)"
        )
    }

    static func strangeReply(_ warning: String) -> Finding {
        Finding(code: .strangeReply, severity: .warning, message: warning, next: nil)
    }

    static func manyScopes(of credential: Credential, granted: Int) -> Finding {
        Finding(
            code: .manyScopes,
            severity: .info,
            message: credential.wordsOfScopes(granted: granted),
            next: nil
        )
    }

    /// A client that Google knows no more was deleted, or has another secret by now.
    static func lookAtClient(_ name: Name) -> String {
        "look for client \(name) in Google's console, where a deleted one can be restored for 30 days; then adsvault check"
    }

    static func noClient(of credential: Credential) -> Finding {
        .noClient(credential.client?.name ?? credential.name)
    }

    static func noClient(_ client: Name) -> Finding {
        Finding(
            .noClient,
            "its client \(client) is not in the vault, so it cannot be refreshed",
            next: "adsvault client add FILE --name \(client)"
        )
    }

    init(_ code: Code, _ message: String, next: String) {
        self.init(code: code, severity: .error, message: message, next: next)
    }
}
