import Credentials
import Deploy

extension Credential {
    /// What a policy finds amiss beside missing scopes, of the credential as it was before it was checked.
    func findings(against demand: Policy.Demand, granted: [Scope], at now: Timestamp) -> [Finding] {
        var findings: [Finding] = []
        if let allowed = demand.allowedScopes {
            let beyond = granted.filter { !allowed.contains($0) }
            if !beyond.isEmpty {
                let kept = granted.filter(allowed.contains).map { " --scope \($0.shortForm)" }.joined()
                // A new consent alone keeps what was granted before: Google adds to a grant until it is revoked.
                let again = client.map { "adsvault login \(name) --client \($0.name)\(kept)" }
                findings.append(
                    Finding(
                        code: .scopeNotAllowed,
                        severity: .error,
                        message: "granted beyond the policy: \(beyond.map(\.shortForm).joined(separator: ", "))",
                        next: again.map { "adsvault revoke \(name), then \($0)" } ?? "adsvault show \(name)"
                    )
                )
            }
        }
        if let maximum = demand.maximumAge, now - createdAt > maximum {
            findings.append(
                Finding(
                    code: .tooOld,
                    severity: .error,
                    message:
                        "the \(kind.secretWord) is \((now - createdAt).words) old, and the policy allows \(maximum.words)",
                    next: "adsvault rotate token \(name)"
                )
            )
        }
        let unused = now - max(lastRefreshedAt ?? createdAt, createdAt)
        if let maximum = demand.maximumIdle, unused > maximum {
            findings.append(
                Finding(
                    code: .tooIdle,
                    severity: .error,
                    message: "it was not refreshed for \(unused.words), and the policy allows \(maximum.words)",
                    next: "adsvault revoke \(name), where nobody needs it any more"
                )
            )
        }
        return findings
    }
}

extension Duration {
    /// In days, or below two of them in hours.
    fileprivate var words: String {
        let hours = components.seconds / 3600
        return hours < 48 ? (hours == 1 ? "1 hour" : "\(hours) hours") : "\(days) days"
    }
}
