import Credentials
import Deploy

extension ExportRequest {
    /// What a person should know of this export, each a sentence: what was asked for and has no place in the format, and
    /// what speaks against the credential.
    func warnings(for credential: Credential, hasDeveloperToken: Bool) -> [String] {
        misplaced(hasDeveloperToken).map { "\(format.rawValue) has no place for a \($0); it was left out" }
            + doubts(about: credential)
    }

    private func misplaced(_ hasDeveloperToken: Bool) -> [String] {
        let settings: [(DeployedCredential.Setting, Bool)] = [
            (.loginCustomerID, loginCustomerID != nil), (.networkCode, networkCode != nil),
            (.developerToken, hasDeveloperToken),
        ]
        let given: [(ExportOptions.Option, Bool)] = [
            (.repositoryKey, options.repositoryKey != nil), (.secretName, options.secretName != nil),
            (.namespace, options.namespace != nil),
        ]
        return settings.filter { $0.1 && format.unsupported.contains($0.0) }.map(\.0.rawValue)
            + given.filter { $0.1 && format.unsupportedOptions.contains($0.0) }.map(\.0.rawValue)
    }

    private func doubts(about credential: Credential) -> [String] {
        var doubts: [String] = []
        let name = credential.name
        if !credential.scopes.isEmpty, format.scopes.isDisjoint(with: credential.scopes) {
            let scopes = format.scopes.map(\.shortForm).sorted().joined(separator: " or ")
            doubts.append("\(name) was not granted \(scopes), which \(format.rawValue) is made for")
        }
        if let user = credential.key?.impersonatedEmail {
            doubts.append("\(format.rawValue) does not say that it acts for \(user): that is set where it is used")
        }
        if credential.state == .suspect {
            doubts.append("the last refresh of \(name) failed; adsvault check \(name) says more")
        }
        if credential.state == .expired {
            doubts.append("the time of \(name) is over; adsvault check \(name) says more")
        }
        return doubts
    }
}
