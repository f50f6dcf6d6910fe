import Credentials
import Operations

extension CheckResult {
    /// The object of `check --json`.
    var json: JSON {
        [
            "name": .string(name),
            "ok": .bool(ok),
            "state": .text(state.rawValue),
            "grantedScopes": .strings(grantedScopes),
            "missingScopes": .strings(missingScopes),
            "extraScopes": .strings(extraScopes),
            "customersReached": .number(customersReached),
            "findings": .array(
                findings.map { finding in
                    [
                        "code": .text(finding.code.rawValue),
                        "severity": .text(finding.severity.rawValue),
                        "message": .text(finding.message),
                        "next": .string(finding.next),
                    ]
                }
            ),
        ]
    }

    /// What a run that checked this credential alone ends with.
    fileprivate var status: ExitStatus {
        switch findings.first(where: { $0.severity == .error })?.code {
        case nil: .done
        case .dead, .signInAgain, .successorDead: .dead
        case .missingScope, .extraScope: .drift
        case .unreachable: .network
        case .rateLimited: .rateLimited
        case .noClient: .notFound
        case .invalidClient, .unauthorizedClient, .mismatch, .refused, .revoking, .strangeReply, .manyScopes: .google
        }
    }
}

extension [CheckResult] {
    /// One credential's own status; of several 21 where any is dead, else 22, or 20 where nothing but scopes are amiss.
    var status: ExitStatus {
        let failures = map(\.status).filter { $0 != .done }
        if count == 1 || failures.isEmpty { return failures.first ?? .done }
        if failures.contains(.dead) { return .dead }
        return failures.allSatisfy { $0 == .drift } ? .drift : .someFailed
    }

    /// A credential a line, with what was found below it.
    func text(colours: Bool) -> String {
        var table = Table(headings: ["NAME", "RESULT", "STATE", "SCOPES"])
        var lines: [String] = []
        for result in self {
            table.rows.append([
                Table.Cell(result.name.description),
                result.ok ? Table.Cell("ok", .good) : Table.Cell("failed", .bad),
                Table.Cell(result.state.rawValue),
                Table.Cell(result.grantedScopes.map(\.shortForm).joined(separator: ", ")),
            ])
            for finding in result.findings { lines.append(finding.line(of: result.name, colours: colours)) }
        }
        return table.text(colours: colours) + (lines.isEmpty ? "" : "\n" + lines.joined())
    }
}

extension Finding {
    /// What was found, and below it the command to run next.
    fileprivate func line(of name: Name, colours: Bool) -> String {
        let style: Style =
            switch severity {
            case .error: .bad
            case .warning: .warning
            case .info: .faint
            }
        let label = style.applied(to: severity.rawValue, colours: colours)
        return "\(label) \(name): \(message.printable)\n" + (next.map { "  next: \($0.printable)\n" } ?? "")
    }
}
