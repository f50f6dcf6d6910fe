public import Credentials
import OAuthFlow
import Vault

/// Which customers some credentials reach, and what could not be read.
public struct HierarchyAnswer: Sendable {
    /// What they reach, put together.
    public let hierarchy: Hierarchy
    /// What went wrong with whom, by name.
    public let failures: [(credential: Name, finding: Finding)]
    /// The credentials that reach no Google Ads customer, by what they were granted.
    public let outside: [Name]

    /// An answer.
    public init(hierarchy: Hierarchy, failures: [(credential: Name, finding: Finding)] = [], outside: [Name] = []) {
        self.hierarchy = hierarchy
        self.failures = failures
        self.outside = outside
    }
}
