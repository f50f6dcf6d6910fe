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
                findings.append(
                    Finding(
                        code: .scopeNotAllowed,
                        severity: .error,
                        message: "granted beyond the policy: \(beyond.map(\.shortForm).joined(separator: ", "))",
                        next: "adsvault login \(name) --replace --client \(client.name)\(kept)"
                    )
                )
            }
        }
        if let maximum = demand.maximumAge, now - createdAt > maximum {
            findings.append(
                Finding(
                    code: .tooOld,
                    severity: .error,
                    message: "the token is \((now - createdAt).days) days old, and the policy allows \(maximum.days)",
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
                    message: "nobody used it for \(unused.days) days, and the policy allows \(maximum.days)",
                    next: "adsvault revoke \(name), where nobody needs it any more"
                )
            )
        }
        return findings
    }
}
