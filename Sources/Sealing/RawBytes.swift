extension Array where Element == UInt8 {
    /// The array's bytes as a raw span, which is what this module seals, hashes and compares.
    public var rawBytes: RawSpan {
        @_lifetime(borrow self)
        get { unsafe span.bytes }
    }
}
