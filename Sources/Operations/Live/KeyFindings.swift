import Credentials
import OAuthFlow

extension Finding {
    /// What an error of Google's means for a service account's key; nil where it means what it means for everybody.
    init?(_ error: GoogleError, ofServiceAccount credential: Credential) {
        let (name, whose) = (credential.name, credential.account?.name ?? "the service account")
        let again = "adsvault check \(name)"
        switch error {
        case .invalidGrant(.keyRefused, let refusal):
            let which = credential.key.map { "key \($0.id) of \(whose)" } ?? "the key of \(whose)"
            self.init(
                .keyRefused,
                "\(which) was deleted or disabled at Google: \(refusal.text)",
                next: credential.newKey
            )
        case .invalidGrant(.accountNotFound, let refusal):
            let who = credential.key?.impersonatedEmail.map { "\(whose), or the user \($0) for whom it acts," } ?? whose
            self.init(
                .accountNotFound,
                "\(who) is not there any more: \(refusal.text)",
                next: "restore it in the Cloud console (IAM & Admin, Service accounts), then \(again)"
            )
        case .invalidClient(let refusal):
            self.init(
                .accountNotFound,
                "\(whose) was deleted or disabled: \(refusal.text)",
                next: "enable it in the Cloud console (IAM & Admin, Service accounts), then \(again)"
            )
        case .invalidGrant:
            self.init(.dead, "\(error)", next: credential.newKey)
        case .delegation(let refusal):
            let scopes = credential.signedScopes.map(\.description).joined(separator: ",")
            let user = credential.key?.impersonatedEmail ?? "a user"
            self.init(
                .delegationMissing,
                "\(whose) may not act for \(user): \(refusal.text)",
                next:
                    "have a Workspace administrator delegate \(scopes) to client id "
                    + "\(credential.account?.subject ?? "of \(whose)") (Admin console, Security, API controls, "
                    + "Domain-wide delegation), then \(again)"
            )
        case .clock:
            self.init(.clock, "\(error)", next: "set this machine's clock, then \(again)")
        default:
            return nil
        }
    }

    /// A key that cannot sign.
    static func unusableKey(_ credential: Credential, _ defect: SigningKey.Defect) -> Finding {
        Finding(.keyRefused, "\(defect)", next: credential.newKey)
    }

    /// What is kept as a key is none.
    static func unreadableKey(_ credential: Credential) -> Finding {
        Finding(.keyRefused, "what is kept of it is no key of a service account", next: credential.newKey)
    }
}

extension Credential {
    /// How a service account gets a new key.
    fileprivate var newKey: String {
        "make a new key for \(account?.name ?? "it") in the Cloud console (IAM & Admin, Service accounts, Keys), "
            + "then adsvault import FILE --name \(name)"
    }
}
