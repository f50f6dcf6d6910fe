import Credentials
import Operations

extension CommandFailure {
    /// That a service account's key cannot be treated like a refresh token, and what is done in the place of it.
    init(of credential: Credential, _ task: ServiceAccountTask) {
        let name = credential.name
        let account = credential.account?.name ?? "the service account"
        let key = credential.key.map { "key \($0.id)" } ?? "the old key"
        let place = "in the Cloud console (IAM & Admin, Service accounts, \(account), Keys)"
        let rotation =
            "make a new JSON key \(place), 'adsvault import FILE --name \(name)', 'adsvault check \(name)', "
            + "then delete \(key) there"
        switch task {
        case .consent:
            self.init(
                .usage,
                code: "service_account",
                "'\(name)' is a service account's key, which no consent replaces",
                hint: "take another name for the login; for a new key, \(rotation)"
            )
        case .rotation:
            self.init(
                .usage,
                code: "service_account",
                "'\(name)' is a service account's key, which is rotated in the Cloud console",
                hint: rotation
            )
        case .revocation:
            self.init(
                .usage,
                code: "service_account",
                "'\(name)' is a service account's key, for which google has no revocation",
                hint:
                    "delete \(key) \(place), see by 'adsvault check \(name)' that it is dead, "
                    + "and drop it here with 'adsvault forget \(name)'"
            )
        }
    }
}
