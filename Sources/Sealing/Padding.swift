import CSodium

/// Padding to a multiple of a block (ISO/IEC 7816-4, libsodium's `sodium_pad`): hides a length, and always adds.
public enum Padding {
    /// `bytes` with padding to a multiple of `block` bytes.
    public static func pad(_ bytes: [UInt8], block: Int) -> [UInt8] {
        var padded = bytes + [0x80]
        padded += [UInt8](repeating: 0, count: paddedByteCount(bytes.count, block: block) - padded.count)
        return padded
    }

    /// Secret bytes with padding to a multiple of `block` bytes.
    public static func pad(_ bytes: borrowing SecretBytes, block: Int) -> SecretBytes {
        let padded = SecretBytes(byteCount: paddedByteCount(bytes.byteCount, block: block)) { _ in }
        bytes.withBytes { padded.overwrite(at: 0, with: $0) }
        padded.overwrite(at: bytes.byteCount, with: [0x80].rawBytes)
        return padded
    }

    /// How many of the padded bytes are content; nil where the padding is not one.
    public static func contentByteCount(of padded: RawSpan, block: Int) -> Int? {
        guard padded.byteCount > 0, padded.byteCount.isMultiple(of: block) else { return nil }
        var length = 0
        let status = unsafe padded.withPointer { unsafe sodium_unpad(&length, $0, padded.byteCount, block) }
        return status == 0 ? length : nil
    }

    private static func paddedByteCount(_ byteCount: Int, block: Int) -> Int {
        (byteCount / block + 1) * block
    }
}
