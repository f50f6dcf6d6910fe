import Credentials
import NIOCore
import Sealing

/// An access token in memory that is guarded, and fit to be written into JSON as it is.
final class HeldToken: Sendable {
    /// When it ends.
    let expiresAt: Timestamp
    private let secret: SecretBytes

    /// The longest token that is taken, in bytes. Google's are at most 2,048.
    static let byteLimit = 8192

    /// Takes a token; nil where it has a letter that no bearer token has (RFC 6750 §2.1), or is empty or too long.
    init?(_ token: consuming IssuedToken) {
        let byteCount = token.secret.byteCount
        guard (1...Self.byteLimit).contains(byteCount), token.secret.withBytes(Self.isBearerToken) else { return nil }
        expiresAt = token.expiresAt
        secret = token.secret.copy()
    }

    /// How long it is still good.
    func life(at now: Timestamp) -> Duration {
        expiresAt - now
    }

    /// What a client gets. The token in it is a copy that belongs to the library and is not wiped.
    func answer(at now: Timestamp) -> ByteBuffer {
        var body = ByteBuffer()
        body.reserveCapacity(secret.byteCount + 80)
        body.writeStaticString(#"{"access_token":""#)
        secret.withBytes { bytes in
            _ = unsafe bytes.withUnsafeBytes { unsafe body.writeBytes($0) }
        }
        body.writeStaticString(#"","expires_in":"#)
        body.writeString(String(max(0, life(at: now).components.seconds)))
        body.writeStaticString(#","token_type":"Bearer"}"#)
        return body
    }

    private static func isBearerToken(_ bytes: RawSpan) -> Bool {
        (0..<bytes.byteCount).allSatisfy { index in
            switch bytes[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"),
                UInt8(ascii: "/"), UInt8(ascii: "="):
                true
            default: false
            }
        }
    }
}
