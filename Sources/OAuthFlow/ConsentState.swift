public import Sealing

/// The `state` of one consent request: 256 random bits that only Google's answer to this very request brings back
/// (RFC 6749 §10.12).
public struct ConsentState: Sendable {
    /// The value as it stands in the URL: 43 characters of base64url.
    public let text: String

    /// A new state of 32 bytes from `random`.
    public init(random: RandomSource = .system) {
        text = base64URL(random.bytes(32))
    }

    /// Whether `candidate` is this state, in a time that does not tell how much of it is right.
    func matches(_ candidate: [UInt8]) -> Bool {
        equalInConstantTime(Array(text.utf8).rawBytes, candidate.rawBytes)
    }
}
