/// What some formats need besides the credential.
public struct ExportOptions: Sendable {
    /// One of them.
    public enum Option: String, CaseIterable, Sendable {
        case repositoryKey = "repository key"
        case secretName = "secret name"
        case namespace = "namespace"
    }

    /// The key to which a secret of a GitHub repository is sealed.
    public var repositoryKey: RepositoryKey?
    /// What the Secret is called in Kubernetes.
    public var secretName: KubernetesName?
    /// The namespace that it lies in; without one, the one in which the manifest is applied.
    public var namespace: KubernetesNamespace?

    /// Nothing besides the credential.
    public init() {}
}
