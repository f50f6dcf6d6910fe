public import Sealing

/// Proof that whoever redeems a code is who asked for it (PKCE, RFC 7636, method S256).
public struct PKCE: ~Copyable, Sendable {
    /// What goes along with the code to the token endpoint: 43 to 128 unreserved ASCII characters.
    public let verifier: SecretBytes
    /// What goes into the consent request: BASE64URL(SHA256(verifier)).
    public let challenge: String

    /// A new pair; the verifier holds 258 bits from `random`.
    public init(random: RandomSource = .system) {
        self.init(verifier: Self.verifier(from: random))
    }

    init(verifier: consuming SecretBytes) {
        challenge = verifier.withBytes { base64URL(Digest.sha256($0)) }
        self.verifier = verifier
    }

    // Each byte picks one of 64 characters, so every character carries six bits, and no String ever holds them.
    private static func verifier(from random: RandomSource) -> SecretBytes {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var octets = random.bytes(43)
        defer { wipe(&octets) }
        var verifier = SecretBuffer(capacity: octets.count)
        for octet in octets {
            verifier.append(alphabet[Int(octet & 63)])
        }
        return verifier.finish()
    }
}
