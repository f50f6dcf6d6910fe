extension Array where Element == UInt8 {
    /// The array's bytes as a raw span, which is what this module seals, hashes and compares.
    public var rawBytes: RawSpan {
        @_lifetime(borrow self)
        get { unsafe span.bytes }
    }
}

extension RawSpan {
    /// The byte at `offset`, which must be one of the span's.
    public subscript(offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount)
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// A copy as an array. Of secret bytes, whoever asks for it wipes it.
    public var array: [UInt8] {
        unsafe withUnsafeBytes { unsafe Array($0) }
    }
}
