import Credentials
import Deploy
import Vault

/// What a file says that the vault does not take.
extension ImportPlan {
    /// What nobody read, in a few words each, and of many the first ones.
    static func words(of unknown: [UnknownSetting]) -> [String] {
        let shown = unknown.prefix(12).map(\.description)
        let rest = unknown.count - shown.count
        return rest == 0 ? shown : shown + ["\(rest) more setting\(rest == 1 ? "" : "s")"]
    }

    /// Notes what a token's second place says otherwise than the vault, which stays.
    mutating func noteDifferences(_ imported: ImportedCredential, from holder: Credential) {
        let differences: [(String, String?, String?)] = [
            ("login customer", imported.loginCustomerID?.digits, holder.loginCustomerID?.digits),
            ("linked customer", imported.linkedCustomerID?.digits, holder.linkedCustomerID?.digits),
            ("network code", imported.networkCode?.digits, holder.networkCode),
            ("user to act for", imported.impersonatedEmail, nil),
        ]
        for (setting, value, known) in differences where value != nil && value != known {
            outcome.notes.append(
                "line \(imported.line): the \(setting) here is not the one of \(holder.name) in the vault, which stays as it is"
            )
            outcome.remains.append("the \(setting) of line \(imported.line)")
        }
    }

    /// Notes what was asked for of a credential that is there already, which stays as it is, and how to change it.
    mutating func noteWishes(_ imported: ImportedCredential, of holder: Credential) {
        let start = "line \(imported.line): \(holder.name) is there already, and"
        if let name = request.name, name != holder.name {
            outcome.notes.append("\(start) keeps its name; to change it: adsvault rename \(holder.name) \(name)")
        }
        let owner = request.owner.map { $0 != holder.owner } ?? false
        let tags = request.tags.contains { holder.tags[$0.key] != $0.value }
        guard owner || tags else { return }
        let kept = [owner ? "owner" : nil, tags ? "tags" : nil].compactMap(\.self).joined(separator: " and ")
        let change = (owner ? " --owner PERSON" : "") + (tags ? " --tag KEY=VALUE" : "")
        outcome.notes.append("\(start) keeps its \(kept); to change that: adsvault set \(holder.name)\(change)")
    }

    /// Notes the client of a dead token, which is not taken in for it.
    mutating func noteClientLeftOut(_ user: borrowing ImportedCredential.User, _ imported: ImportedCredential) {
        let secret = vault.fingerprint(of: user.clientSecret)
        let known = holdings.client(id: user.clientID, secret: secret)
        if known?.secret != secret {
            outcome.remains.append("the client of line \(imported.line), whose token is dead")
        }
        if let token = developerToken(of: imported), token != known?.developerToken {
            outcome.remains.append("the developer token of line \(imported.line), whose refresh token is dead")
        }
    }
}
