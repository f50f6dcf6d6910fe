/// What a Secret can be called in Kubernetes: a DNS subdomain (RFC 1123) of at most 253 characters.
public struct KubernetesName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// A text that is no such name: labels of lower-case letters, digits and inner hyphens, with dots between them.
    public struct Invalid: Error {}

    /// The name that `text` spells.
    public init(_ text: String) throws(Invalid) {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy({ isLabel($0) }) else { throw Invalid() }
        description = text
    }
}

/// What a namespace can be called in Kubernetes: a DNS label (RFC 1123) of at most 63 characters.
public struct KubernetesNamespace: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// A text that is no such name: lower-case letters, digits and inner hyphens.
    public struct Invalid: Error {}

    /// The namespace that `text` spells.
    public init(_ text: String) throws(Invalid) {
        guard text.utf8.count <= 63, isLabel(text.utf8[...]) else { throw Invalid() }
        description = text
    }
}

private func isLabel(_ text: Substring.UTF8View) -> Bool {
    guard let first = text.first, let last = text.last else { return false }
    let hyphen = UInt8(ascii: "-")
    return first != hyphen && last != hyphen
        && text.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), hyphen: true
            default: false
            }
        }
}
