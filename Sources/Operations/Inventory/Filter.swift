public import Credentials
import Foundation

/// Which credentials are meant. What is set must all hold; several values of one kind mean any of them.
public struct Filter: Sendable {
    /// Names, or globs with `*`, `?` and `[…]`.
    public var names: [String] = []
    /// An account's e-mail address.
    public var accounts: [String] = []
    /// The person who answers for it.
    public var owners: [String] = []
    /// A client's name.
    public var clients: [Name] = []
    /// A Cloud project.
    public var projects: [String] = []
    /// A scope that was granted.
    public var scopes: [Scope] = []
    /// A state.
    public var states: [Credential.State] = []
    /// A customer that it reached when somebody looked.
    public var customers: [CustomerID] = []
    /// Labels, all of which it must have.
    public var tags: [String: String] = [:]

    /// A filter that everything passes.
    public init() {}

    /// Whether it has exactly one name and nothing else, so that not finding it is an error.
    var onlyName: Name? {
        guard names.count == 1, !names[0].contains(where: "*?[".contains) else { return nil }
        return try? Name(names[0])  // What is no name is not found, and that is said elsewhere.
    }

    /// The names that are no globs, each of which there has to be; what is no name at all is found nowhere.
    var plainNames: [Name] {
        names.filter { !$0.contains(where: "*?[".contains) }.compactMap { try? Name($0) }
    }

    func passes(_ credential: Credential) -> Bool {
        any(names) { fnmatch($0.precomposedStringWithCanonicalMapping, credential.name.description, 0) == 0 }
            && any(accounts) { credential.account?.has(email: $0) == true }
            && any(owners) { credential.owner?.lowercased() == $0.lowercased() }
            && any(clients) { credential.client?.name == $0 }
            && any(projects) { credential.project == $0 }
            && any(scopes) { credential.scopes.contains($0) }
            && any(states) { credential.state == $0 }
            && tags.allSatisfy { credential.tags[$0.key] == $0.value }
    }

    private func any<Value>(_ wanted: [Value], _ holds: (Value) -> Bool) -> Bool {
        wanted.isEmpty || wanted.contains(where: holds)
    }

    private func fnmatch(_ pattern: String, _ name: String, _ flags: Int32) -> Int32 {
        unsafe Foundation.fnmatch(pattern, name, flags)
    }
}
