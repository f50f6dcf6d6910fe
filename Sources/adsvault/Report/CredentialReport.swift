import Credentials
import Operations

extension Listed {
    /// Everything but the secret, a fact a line.
    func facts(now: Timestamp) -> Table {
        credential.facts(nextRisk, now: now)
    }
}

extension Risk? {
    /// What ends a credential next, and when.
    func cell(now: Timestamp) -> Table.Cell {
        guard let self else { return Table.Cell(nil as String?) }
        guard let end = self.at else {
            let when = self.kind == .idle ? "time unknown" : "by the next logins"
            return Table.Cell("\(self.kind.words) \(when)", .warning)
        }
        let isNear = (end - now) < .seconds(30 * 86_400)
        return Table.Cell("\(self.kind.words) \(end.relative(to: now))", isNear ? .warning : .plain)
    }
}

extension Credential {
    fileprivate func facts(_ nextRisk: Risk?, now: Timestamp) -> Table {
        func fact(_ label: String, _ value: Table.Cell) -> [Table.Cell] { [Table.Cell(label, .heading), value] }
        func moment(_ time: Timestamp?) -> Table.Cell {
            Table.Cell(time.map { "\($0.relative(to: now)) (\($0))" })
        }
        var table = Table()
        table.rows = [
            fact("name", Table.Cell(name.description)),
            fact("kind", Table.Cell(kind == .user ? "user" : "service account")),
            fact("account", Table.Cell(account?.name)),
            fact("client", Table.Cell(client.map { "\($0.name) (\($0.id))" })),
            fact("project", Table.Cell(project)),
            fact("grant", Table.Cell(grant?.description)),
            fact("scopes", Table.Cell(scopes.map(\.shortForm).joined(separator: ", "))),
            fact("owner", Table.Cell(owner)),
            fact("tags", Table.Cell(tags.isEmpty ? nil : tagWords)),
            fact("state", stateCell),
            fact(isAgeKnown ? "created" : "came here", moment(createdAt)),
            fact("refreshed", moment(lastRefreshedAt)),
            fact("expires", moment(expiresAt)),
            fact("next risk", nextRisk.cell(now: now)),
            fact("customers", Table.Cell(customers.map(String.init))),
            fact("login customer", Table.Cell(loginCustomerID?.description)),
            fact("exports", Table.Cell(String(exports))),
            fact("fingerprint", Table.Cell(fingerprint.isEmpty ? nil : fingerprint)),
        ]
        if let key {
            table.rows.append(fact("key", Table.Cell(key.id)))
            if let user = key.impersonatedEmail { table.rows.append(fact("acts for", Table.Cell(user))) }
        }
        return table
    }

    /// What the state is, and how good that is.
    var stateCell: Table.Cell {
        let style: Style =
            switch state {
            case .active: .good
            case .suspect, .revoking: .warning
            case .expired: .bad
            case .revoked: .faint
            }
        return Table.Cell(state.rawValue, style)
    }

    private var tagWords: String {
        tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    }
}

extension [Listed] {
    /// The inventory, a credential a line.
    func table(now: Timestamp) -> Table {
        Table(
            headings: ["NAME", "ACCOUNT", "CLIENT", "STATE", "OWNER", "REFRESHED", "NEXT RISK"],
            cuttable: ["ACCOUNT", "CLIENT", "OWNER"],
            rows: map { listed in
                let credential = listed.credential
                return [
                    Table.Cell(credential.name.description),
                    Table.Cell(credential.account?.name),
                    Table.Cell(credential.client?.name.description),
                    credential.stateCell,
                    Table.Cell(credential.owner),
                    Table.Cell(credential.lastRefreshedAt?.relative(to: now)),
                    listed.nextRisk.cell(now: now),
                ]
            }
        )
    }
}

extension Risk.Kind {
    fileprivate var words: String {
        switch self {
        case .idle: "idle"
        case .testing: "testing ends"
        case .timeLimited: "access ends"
        case .slots: "pushed out"
        }
    }
}
