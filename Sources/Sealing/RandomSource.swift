import CSodium

/// Where random bytes come from: the system's generator, or in a test a sequence known beforehand.
public struct RandomSource: Sendable {
    private let draw: @Sendable (Int) -> [UInt8]

    /// A source that gives what `draw` returns for a number of bytes.
    public init(_ draw: @escaping @Sendable (Int) -> [UInt8]) {
        self.draw = draw
    }

    /// The system's generator.
    public static let system = RandomSource { byteCount in
        Sodium.start()
        var bytes = [UInt8](repeating: 0, count: byteCount)
        unsafe randombytes_buf(&bytes, byteCount)
        return bytes
    }

    /// `byteCount` random bytes.
    public func bytes(_ byteCount: Int) -> [UInt8] {
        let bytes = draw(byteCount)
        precondition(bytes.count == byteCount)
        return bytes
    }
}
