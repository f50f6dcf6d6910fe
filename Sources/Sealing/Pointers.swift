// libsodium wants pointers that are never null; an empty buffer's is. Everything in this module that calls C goes
// through these.

extension RawSpan {
    /// Lends the start of the bytes, which for an empty span points at nothing that may be read.
    @unsafe
    func withPointer<Result: ~Copyable>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        unsafe withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else {
                return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { spare in
                    unsafe body(UnsafePointer(spare.baseAddress.unsafelyUnwrapped))
                }
            }
            return unsafe body(start.assumingMemoryBound(to: UInt8.self))
        }
    }
}

extension MutableRawSpan {
    /// Lends the start of the bytes, which for an empty span points at nothing that may be used.
    @unsafe
    mutating func withPointer<Result: ~Copyable>(_ body: (UnsafeMutablePointer<UInt8>) -> Result) -> Result {
        unsafe withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else {
                return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { spare in
                    unsafe body(spare.baseAddress.unsafelyUnwrapped)
                }
            }
            return unsafe body(start.assumingMemoryBound(to: UInt8.self))
        }
    }
}

/// An array of `byteCount` bytes that `body` fills; nil where it says that it could not.
@unsafe
func array(byteCount: Int, filledBy body: (UnsafeMutablePointer<UInt8>) -> Bool) -> [UInt8]? {
    var filled = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: max(byteCount, 1)) { output, count in
        filled = unsafe body(output.baseAddress.unsafelyUnwrapped)
        count = filled ? byteCount : 0
    }
    return filled ? bytes : nil
}
