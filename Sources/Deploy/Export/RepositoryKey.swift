import Sealing

/// The public key of a GitHub repository, to which its secrets are sealed (REST API, "Get a repository public key").
public struct RepositoryKey: Hashable, Sendable {
    let bytes: [UInt8]

    /// A text that is not 32 bytes in base64, or bytes to which nothing can be sealed.
    public struct Invalid: Error {}

    /// The key that `text` is, as the API gives it.
    public init(base64 text: String) throws(Invalid) {
        guard let bytes = base64Decoded(text), SealedBox.seal([UInt8]().rawBytes, to: bytes) != nil else {
            throw Invalid()
        }
        self.bytes = bytes
    }
}
