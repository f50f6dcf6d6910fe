import Credentials
import Deploy

extension Credential {
    /// What a policy finds amiss beside missing scopes, of the credential as it was before it was checked.
    func findings(against demand: Policy.Demand, granted: [Scope], at now: Timestamp) -> [Finding] {
        var findings: [Finding] = []
        if let allowed = demand.allowedScopes {
            let beyond = granted.filter { !allowed.contains($0) }
            if !beyond.isEmpty {
                let kept = granted.filter(allowed.contains)
                let asked = (kept.isEmpty ? Array(allowed) : kept).map { " --scope \($0.shortForm)" }.joined()
                // A new consent alone keeps what was granted before: Google adds to a grant until it is revoked.
                let again = client.map { "adsvault login \(name) --client \($0.name)\(asked)" }
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
        if demand.maximumAge != nil, !isAgeKnown, findings.allSatisfy({ $0.code != .tooOld }) {
            findings.append(
                Finding(
                    code: .ageUnknown,
                    severity: .warning,
                    message: "how old the \(kind.secretWord) is nobody knows, since it came in a file",
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
                    next: "where nobody needs it any more: adsvault revoke \(name)"
                )
            )
        }
        return findings
    }
}

extension Duration {
    /// In days, or below two of them in hours, and so on down to seconds.
    fileprivate var words: String {
        switch components.seconds {
        case ..<120: count(1, "second")
        case ..<7200: count(60, "minute")
        case ..<172_800: count(3600, "hour")
        default: count(86_400, "day")
        }
    }

    private func count(_ seconds: Int64, _ unit: String) -> String {
        let count = components.seconds / seconds
        return count == 1 ? "1 \(unit)" : "\(count) \(unit)s"
    }
}
