import Credentials
import Operations

extension Listed {
    /// The object of `list --json` and `show --json`.
    var json: JSON { .written { writeObject(to: &$0) } }

    fileprivate func writeObject(to writer: inout JSONWriter) {
        credential.writeObject(with: nextRisk, to: &writer)
    }
}

extension Credential {
    fileprivate func writeObject(with nextRisk: Risk?, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", name.description)
            writer.field("kind", kind.rawValue)
            write(account, to: &writer)
            write(client, to: &writer)
            if let key { write(key, to: &writer) }
            writer.field("grant", grant?.description)
            writer.field("scopes", scopes.map(\.description))
            writer.field("owner", owner)
            writer.field("tags", tags)
            writer.field("state", state.rawValue)
            writer.field("createdAt", isAgeKnown ? createdAt.description : nil)
            writer.field("lastRefreshedAt", lastRefreshedAt?.description)
            writer.field("expiresAt", expiresAt?.description)
            write(nextRisk, to: &writer)
            writer.field("customers", customers.map(Int64.init))
            writer.field("loginCustomerID", loginCustomerID?.digits)
            writer.field("exports", Int64(exports))
            writer.field("fingerprint", fingerprint.isEmpty ? nil : fingerprint)
        }
    }

    private func write(_ account: Account?, to writer: inout JSONWriter) {
        guard let account else { return writer.field("account", nil as String?) }
        writer.field("account") { writer in
            writer.field("email", account.email)
            writer.field("subject", account.subject)
        }
    }

    private func write(_ client: Client?, to writer: inout JSONWriter) {
        guard let client else { return writer.field("client", nil as String?) }
        writer.field("client") { writer in
            writer.field("name", client.name.description)
            writer.field("id", client.id)
            writer.field("project", client.project)
        }
    }

    /// What a service account has in the place of a client.
    private func write(_ key: Key, to writer: inout JSONWriter) {
        writer.field("key") { writer in
            writer.field("id", key.id)
            writer.field("project", key.project)
            writer.field("impersonatedEmail", key.impersonatedEmail)
        }
    }

    private func write(_ risk: Risk?, to writer: inout JSONWriter) {
        guard let risk else { return writer.field("nextRisk", nil as String?) }
        writer.field("nextRisk") { writer in
            writer.field("kind", risk.kind.rawValue)
            writer.field("at", risk.at?.description)
        }
    }
}

extension [Listed] {
    /// The array of `list --json`.
    var json: JSON {
        .written { writer in writer.array(self) { $0.writeObject(to: &$1) } }
    }
}
