/// Secret bytes that are still growing: a configuration being written, a passphrase being typed.
///
/// Grows by moving to new guarded memory and wiping the old.
public struct SecretBuffer: ~Copyable {
    private var storage: SecretBytes
    /// How many bytes have been written.
    public private(set) var byteCount = 0

    /// An empty buffer with room for `capacity` bytes.
    public init(capacity: Int = 256) {
        storage = SecretBytes(byteCount: max(capacity, 16)) { _ in }
    }

    /// Adds text that is not secret in itself.
    public mutating func append(_ text: String) {
        append(Array(text.utf8).rawBytes)
    }

    /// Adds one byte.
    public mutating func append(_ byte: UInt8) {
        append([byte].rawBytes)
    }

    /// Adds secret bytes.
    public mutating func append(_ secret: borrowing SecretBytes) {
        secret.withBytes { append($0) }
    }

    /// Adds bytes that someone else keeps.
    public mutating func append(_ bytes: RawSpan) {
        let end = byteCount + bytes.byteCount
        if end > storage.byteCount { grow(to: max(end, storage.byteCount * 2)) }
        storage.overwrite(at: byteCount, with: bytes)
        byteCount = end
    }

    /// Takes the last byte back, where there is one.
    public mutating func removeLast() {
        guard byteCount > 0 else { return }
        byteCount -= 1
        storage.overwrite(at: byteCount, with: [0].rawBytes)
    }

    /// Takes everything back.
    public mutating func removeAll() {
        while byteCount > 0 { removeLast() }
    }

    /// What was written.
    public consuming func finish() -> SecretBytes {
        storage.withBytes { SecretBytes(copying: $0.extracting(0..<byteCount)) }
    }

    private mutating func grow(to capacity: Int) {
        let larger = SecretBytes(byteCount: capacity) { _ in }
        storage.withBytes { larger.overwrite(at: 0, with: $0.extracting(0..<byteCount)) }
        storage = larger
    }
}
