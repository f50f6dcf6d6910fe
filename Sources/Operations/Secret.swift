import Sealing

/// A secret that several tasks look at while they run.
final class Secret: Sendable {
    let bytes: SecretBytes

    init(_ bytes: consuming SecretBytes) {
        self.bytes = bytes
    }
}
