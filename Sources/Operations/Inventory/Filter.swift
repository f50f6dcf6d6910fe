public import Credentials
import Foundation

/// Which credentials are meant. What is set must all hold; several values of one kind mean any of them.
public struct Filter: Equatable, Sendable {
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
    /// Labels: of each of these keys it must have one of the values.
    public var tags: [String: [String]] = [:]

    /// A filter that everything passes.
    public init() {}

    /// Whether it has exactly one name and nothing else, so that not finding it is an error.
    var onlyName: Name? {
        guard names.count == 1, !Self.isGlob(names[0]) else { return nil }
        return try? Name(names[0])  // What is no name is not found, and that is said elsewhere.
    }

    /// The names that are no globs, each of which there has to be; what is no name at all is found nowhere.
    var plainNames: [Name] {
        names.filter { !Self.isGlob($0) }.compactMap { try? Name($0) }
    }

    /// Whether a name is a pattern for names.
    public static func isGlob(_ name: String) -> Bool { name.contains(where: "*?[".contains) }

    /// Whether a credential of this name is meant by its name, be it through a glob.
    func chooses(_ name: Name) -> Bool { names.contains { matches($0, name) } }

    func passes(_ credential: Credential) -> Bool {
        any(names) { matches($0, credential.name) }
            && any(accounts) { credential.account?.has(email: $0) == true }
            && any(owners) { credential.owner?.lowercased() == $0.lowercased() }
            && any(clients) { credential.client?.name == $0 }
            && any(projects) { credential.project == $0 || credential.grantedProject == $0 }
            && any(scopes) { credential.scopes.contains($0) }
            && any(states) { credential.state == $0 }
            && tags.allSatisfy { key, values in credential.tags[key].map(values.contains) == true }
    }

    private func any<Value>(_ wanted: [Value], _ holds: (Value) -> Bool) -> Bool {
        wanted.isEmpty || wanted.contains(where: holds)
    }

    private func matches(_ pattern: String, _ name: Name) -> Bool {
        fnmatch(pattern.precomposedStringWithCanonicalMapping, name.description, 0) == 0
    }

    private func fnmatch(_ pattern: String, _ name: String, _ flags: Int32) -> Int32 {
        // Without it, `?` stands for a byte.
        _ = Self.countsCharacters
        return unsafe Foundation.fnmatch(pattern, name, flags)
    }

    private static let countsCharacters = unsafe setlocale(LC_CTYPE, "C.UTF-8") != nil
}
