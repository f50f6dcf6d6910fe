import Glibc
import Sealing

extension SecretBytes {
    /// What one read(2) gives, straight into guarded memory: at most `limit` bytes, none at the end of input.
    static func read(
        from descriptor: Int32,
        upTo limit: Int,
        interruption: Interruption
    ) throws(CommandFailure) -> SecretBytes {
        var byteCount = 0
        let room = try SecretBytes(byteCount: limit) { span throws(CommandFailure) in
            repeat {
                try interruption.waitForInput(from: descriptor)
                byteCount = unsafe span.withUnsafeMutableBytes { room in
                    unsafe Glibc.read(descriptor, room.baseAddress, room.count)
                }
            } while byteCount < 0 && (errno == EINTR || errno == EAGAIN)
            guard byteCount >= 0 else {
                throw CommandFailure(.unexpected, code: "input_failed", "cannot read the input: \(systemMessage())")
            }
        }
        return room.withBytes { SecretBytes(copying: $0.extracting(0..<byteCount)) }
    }
}

extension SecretBytes {
    /// Whether both hold the same bytes, in a time that depends on their lengths alone.
    borrowing func isEqual(to other: borrowing SecretBytes) -> Bool {
        withBytes { left in other.withBytes { right in equalInConstantTime(left, right) } }
    }
}

extension RawSpan {
    /// The last byte; nil where there is none.
    var last: UInt8? {
        byteCount == 0 ? nil : unsafe unsafeLoad(fromByteOffset: byteCount - 1, as: UInt8.self)
    }
}
