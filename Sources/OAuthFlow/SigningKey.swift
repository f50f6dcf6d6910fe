import CryptoExtras
public import Sealing

/// The private key with which a service account signs: RSA, 2,048 bits at least (RFC 7518 §3.3).
///
/// BoringSSL keeps the key's numbers in ordinary memory and overwrites them when the key goes. What is made of it here on
/// the way there is guarded, or wiped.
public struct SigningKey: Sendable {
    /// Why a text is no such key.
    public enum Defect: Error, Equatable, Sendable {
        /// It is no RSA key in PEM: neither PKCS #8 nor PKCS #1.
        case notRSA
        /// It has fewer bits than are safe.
        case short(bitCount: Int)
    }

    private let key: _RSA.Signing.PrivateKey

    /// Reads a key in PEM (RFC 7468): PKCS #8 ("PRIVATE KEY", as Google's console writes it) or PKCS #1 ("RSA PRIVATE
    /// KEY").
    public init(pem: borrowing SecretBytes) throws(Defect) {
        let der = pem.withBytes { text in
            let body = Self.body(of: text)
            return SecretBytes(base64: text.extracting(body))
        }
        guard let der else { throw .notRSA }
        var bytes = der.withBytes { $0.array }
        defer { wipe(&bytes) }
        do {
            // Takes 1,024 bits too, so that it can be said how short a key is.
            key = try _RSA.Signing.PrivateKey(unsafeDERRepresentation: bytes)
        } catch {
            throw .notRSA
        }
        guard key.keySizeInBits >= 2048 else { throw .short(bitCount: key.keySizeInBits) }
    }

    /// The signature of `message` by RS256 (RFC 7518 §3.3), which has that padding.
    func signature(of message: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: message, padding: .insecurePKCS1v1_5).rawRepresentation)
    }

    /// Where the base64 stands between the first and the last line; nowhere in what has no such lines.
    private static func body(of text: RawSpan) -> Range<Int> {
        let breaks = text.byteOffsets.filter { text[$0] == UInt8(ascii: "\n") }
        let dashes = text.byteOffsets.filter { text[$0] == UInt8(ascii: "-") }
        guard let start = breaks.first, let end = dashes.first(where: { $0 > start }) else { return 0..<0 }
        return start + 1..<end
    }
}

extension SigningKey.Defect: CustomStringConvertible {
    /// What is wrong, in plain words.
    public var description: String {
        switch self {
        case .notRSA: "its private key is no RSA key, neither PKCS #8 nor PKCS #1"
        case .short(let bitCount): "its private key has \(bitCount) bits, and 2048 are the least that is safe"
        }
    }
}
