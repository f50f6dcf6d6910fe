import Credentials
import Operations

extension RevocationPlan {
    /// The `plan` of `revoke --json`.
    var json: JSON {
        .array(
            parts.map { part in
                [
                    "grant": .string(part.grant),
                    "credentials": .strings(part.credentials.map(\.name)),
                    "exports": .array(
                        part.credentials.filter { $0.exports > 0 }.map { credential in
                            let copies = part.copies.filter { $0.credential.name == credential.name }
                            return [
                                "credential": .string(credential.name), "copies": .number(credential.exports),
                                "deployments": .array(copies.map(\.json)),
                            ]
                        }
                    ),
                    "mayEnd": .strings(part.uncertain.map(\.name)),
                    "customersGoingDark": .array(part.customersGoingDark.map { .customer($0) }),
                ]
            }
        )
    }

    /// What a revocation ends with: a token may be dead at Google, and the vault not know it yet.
    func status(after results: [RevocationResult]) -> ExitStatus {
        guard isProven(by: results) else { return .unproven }
        return results.allSatisfy { $0.state == .revoked } ? .done : .auditUnwritable
    }

    /// Whether everything that was to die is proven dead: what changed meanwhile, or was never begun, has no result.
    private func isProven(by results: [RevocationResult]) -> Bool {
        let proven = Set(results.filter { $0.proof == .invalidGrant }.map(\.credential))
        return parts.flatMap(\.credentials).allSatisfy { proven.contains($0.name) }
    }

    /// The plan for people, a line a grant, and a line for each of its copies.
    var words: [String] {
        parts.flatMap { part in
            let names = part.credentials.map(\.name.description).joined(separator: ", ")
            let account = part.credentials.lazy.compactMap(\.account).first?.name
            let copies = part.exports == 0 ? "" : "; \(part.exports) exported copies stop working"
            let dark = part.customersGoingDark.count
            let customers = dark == 0 ? "" : "; \(dark) customers are reached by nobody else here"
            return ["ends the grant of \(account ?? "an unknown account"): \(names)\(copies)\(customers)"]
                + part.copies.map { "  breaks \($0.place)" } + part.doubt
        }
    }
}

extension RevocationPlan.Part {
    /// What may end along with it, in a line; none where nothing may.
    fileprivate var doubt: [String] {
        guard let first = uncertain.first else { return [] }
        if grant == nil, let own = credentials.first {
            let others = uncertain.count == 1 ? "\(first.name)" : "any of \(uncertain.count) others of its project"
            return ["  may end \(others) too: its account is not known, and 'adsvault check \(own.name)' tells"]
        }
        if uncertain.count > 3, let project = first.grantedProject {
            let others = "\(uncertain.count) others of its project too, of unknown accounts"
            return ["  may end \(others): 'adsvault check --project \(project)' tells"]
        }
        let names = uncertain.map(\.name.description).joined(separator: " ")
        return ["  may end \(names) too, of an unknown account: 'adsvault check \(names)' tells"]
    }
}

extension RevocationResult {
    /// One of the `results` of `revoke --json`.
    var json: JSON {
        [
            "credential": .string(credential),
            "grant": .string(grant),
            "revokeStatus": .number(revokeStatus),
            "proof": .text(proof.rawValue),
            "state": .text(state.rawValue),
        ]
    }
}

extension [RevocationResult] {
    /// A credential a line, with the reason where the proof is missing.
    func text(colours: Bool) -> String {
        let table = Table(
            headings: ["NAME", "STATE", "PROOF", ""],
            rows: map { result in
                let isProven = result.proof == .invalidGrant
                return [
                    Table.Cell(result.credential.description),
                    Table.Cell(result.state.rawValue, isProven ? .good : .warning),
                    Table.Cell(isProven ? "a refresh fails: invalid_grant" : result.proof.rawValue),
                    Table.Cell(result.reason ?? ""),
                ]
            }
        )
        let isUnfinished = contains { $0.proof == .pending || ($0.proof == .invalidGrant && $0.state != .revoked) }
        let again = isUnfinished ? "\nthe same command goes on from here\n" : ""
        return table.text(colours: colours) + again
    }
}
