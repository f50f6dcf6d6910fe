import ArgumentParser
import Deploy

extension NetworkCode {
    /// The number of an Ad Manager network.
    static func argument(_ text: String) throws(ValidationError) -> NetworkCode {
        do throws(Invalid) {
            return try NetworkCode(text)
        } catch {
            throw ValidationError("a network code is made of digits, such as 1234567")
        }
    }
}

extension RepositoryKey {
    /// A repository's public key, as GitHub's API gives it.
    static func argument(_ text: String) throws(ValidationError) -> RepositoryKey {
        do throws(Invalid) {
            return try RepositoryKey(base64: text)
        } catch {
            throw ValidationError(
                "a repository key is 32 bytes in base64: gh api repos/OWNER/REPO/actions/secrets/public-key -q .key"
            )
        }
    }
}

extension KubernetesName {
    /// What a Secret is called.
    static func argument(_ text: String) throws(ValidationError) -> KubernetesName {
        do throws(Invalid) {
            return try KubernetesName(text)
        } catch {
            throw ValidationError("a Secret's name has lower-case letters, digits, inner hyphens and dots")
        }
    }
}

extension KubernetesNamespace {
    /// A namespace.
    static func argument(_ text: String) throws(ValidationError) -> KubernetesNamespace {
        do throws(Invalid) {
            return try KubernetesNamespace(text)
        } catch {
            throw ValidationError("a namespace has at most 63 lower-case letters, digits and inner hyphens")
        }
    }
}

/// What an export is for.
enum Purpose {
    /// A line of text.
    static func argument(_ text: String) throws(ValidationError) -> String {
        guard text.unicodeScalars.allSatisfy(\.isPrintable) else {
            throw ValidationError("a purpose has no control characters")
        }
        guard (1...500).contains(text.unicodeScalars.count) else {
            throw ValidationError("a purpose has 1 to 500 characters")
        }
        return text
    }
}
