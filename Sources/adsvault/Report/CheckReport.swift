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
                    .written { writer in
                        writer.object { finding.write(to: &$0) }
                    }
                }
            ),
        ]
    }

    /// What a run that checked this credential alone ends with.
    fileprivate var status: ExitStatus {
        findings.first { $0.severity == .error }?.status ?? .done
    }
}

extension Finding {
    /// The members of its object in JSON.
    func write(to writer: inout JSONWriter) {
        writer.field("code", code.rawValue)
        writer.field("severity", severity.rawValue)
        writer.field("message", message)
        writer.field("next", next)
    }

    /// What a run ends with that found this alone, where it is an error.
    var status: ExitStatus {
        switch code {
        case .dead, .signInAgain, .successorDead, .keyRefused, .accountNotFound: .dead
        case .missingScope, .extraScope, .scopeNotAllowed, .tooOld, .ageUnknown, .tooIdle: .drift
        case .unreachable: .network
        case .rateLimited: .rateLimited
        case .noClient: .notFound
        case .invalidClient, .unauthorizedClient, .mismatch, .refused, .revoking, .strangeReply, .manyScopes: .google
        case .delegationMissing, .clock: .google
        case .twoStepVerification, .notAdsUser, .customerNotEnabled, .customerNotFound, .permissionDenied: .google
        case .projectNotApproved, .apiNotEnabled, .developerToken, .unsupportedVersion, .noCustomers, .manyCustomers,
            .notRead:
            .google
        case .siblingRevoked, .timeLimited, .testing, .idle, .slots, .clientRefused, .endedElsewhere: .dead
        }
    }
}

extension [CheckResult] {
    /// What the run ends with.
    var status: ExitStatus {
        ExitStatus(of: map(\.status))
    }

    /// A credential a line, with what was found below it.
    func text(colours: Bool) -> String {
        var table = Table(headings: ["NAME", "RESULT", "STATE", "CUSTOMERS", "SCOPES"])
        var lines: [String] = []
        for result in self {
            table.rows.append([
                Table.Cell(result.name.description),
                result.ok ? Table.Cell("ok", .good) : Table.Cell("failed", .bad),
                Table.Cell(result.state.rawValue),
                Table.Cell(result.customersReached.map(String.init)),
                Table.Cell(result.grantedScopes.map(\.shortForm).joined(separator: ", ")),
            ])
            var last: String?
            for finding in result.findings {
                // What is to be done is said once, not again with the cause.
                lines.append(finding.line(of: result.name, saysNext: finding.next != last, colours: colours))
                last = finding.next ?? last
            }
        }
        return table.text(colours: colours) + (lines.isEmpty ? "" : "\n" + lines.joined())
    }
}

extension ExitStatus {
    /// What a run over several ends with that ended so for each: a lone one's own; 21 where any is dead, else 22, or 20
    /// where nothing but scopes are amiss.
    init(of statuses: [ExitStatus]) {
        let failures = statuses.filter { $0 != .done }
        if statuses.count == 1 || failures.isEmpty {
            self = failures.first ?? .done
        } else if failures.contains(.dead) {
            self = .dead
        } else {
            self = failures.allSatisfy { $0 == .drift } ? .drift : .someFailed
        }
    }
}

extension Finding {
    /// What was found of whom, and the command to run next, as one line.
    func words(of name: Name) -> String {
        "\(name): \(message)" + (next.map { "; next: \($0)" } ?? "")
    }

    /// What was found, and below it the command to run next.
    fileprivate func line(of name: Name, saysNext: Bool, colours: Bool) -> String {
        let style: Style =
            switch severity {
            case .error: .bad
            case .warning: .warning
            case .info: .faint
            }
        let label = style.applied(to: severity.rawValue, colours: colours)
        let command = saysNext ? next : nil
        return "\(label) \(name): \(message.printable)\n" + (command.map { "  next: \($0.printable)\n" } ?? "")
    }
}
