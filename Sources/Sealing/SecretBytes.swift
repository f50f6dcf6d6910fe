import CSodium

/// Bytes that cannot be copied, printed, compared or encoded, on guarded memory that is wiped when they go.
///
/// Bytes are lent by closure and stay where they are.
@safe
public struct SecretBytes: ~Copyable, @unchecked Sendable {
    /// How many bytes there are.
    public let byteCount: Int
    private let memory: UnsafeMutableRawPointer

    /// Bytes written in place by `fill`, which finds zeros.
    public init<Failure: Error>(
        byteCount: Int,
        filledBy fill: (inout MutableRawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        let memory = unsafe GuardedMemory.allocate(byteCount)
        do throws(Failure) {
            var span = unsafe MutableRawSpan(_unsafeStart: memory, byteCount: byteCount)
            try fill(&span)
        } catch {
            unsafe GuardedMemory.free(memory, byteCount)
            throw error
        }
        unsafe self.memory = unsafe memory
        self.byteCount = byteCount
    }

    /// Random bytes from the system's generator.
    public init(randomByteCount byteCount: Int) {
        self.init(zeros: byteCount)
        unsafe randombytes_buf(memory, byteCount)
    }

    /// A copy of bytes that someone else keeps, and wipes.
    public init(copying bytes: RawSpan) {
        self.init(zeros: bytes.byteCount)
        let memory = unsafe self.memory
        unsafe bytes.withPointer { unsafe memory.copyMemory(from: $0, byteCount: bytes.byteCount) }
    }

    /// Takes the bytes out of `array`, which holds zeros afterwards.
    ///
    /// For what a library hands over as an array. Copies that the library itself keeps are beyond reach.
    public init(wiping array: inout [UInt8]) {
        self.init(copying: array.rawBytes)
        Sealing.wipe(&array)
    }

    private init(zeros byteCount: Int) {
        unsafe memory = GuardedMemory.allocate(byteCount)
        self.byteCount = byteCount
    }

    deinit {
        unsafe GuardedMemory.free(memory, byteCount)
    }

    /// Lends the bytes for the time of `body`.
    public borrowing func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe RawSpan(_unsafeStart: memory, byteCount: byteCount))
    }

    /// Lends the memory for writing; for a key that is derived anew in place.
    @unsafe
    mutating func withMutablePointer(_ body: (UnsafeMutablePointer<UInt8>) -> Void) {
        unsafe body(memory.assumingMemoryBound(to: UInt8.self))
    }

    /// Writes `bytes` at `offset`; for `SecretBuffer`, which keeps count.
    borrowing func overwrite(at offset: Int, with bytes: RawSpan) {
        precondition(offset >= 0 && offset + bytes.byteCount <= byteCount)
        let destination = unsafe memory + offset
        unsafe bytes.withPointer { unsafe destination.copyMemory(from: $0, byteCount: bytes.byteCount) }
    }

    /// A second holder of the same bytes, for the rare place that has to keep and to give.
    public borrowing func copy() -> SecretBytes {
        withBytes { SecretBytes(copying: $0) }
    }

    /// Whether the system has locked all guarded memory so far, so that it never reaches swap.
    public static var isMemoryLocked: Bool {
        _ = SecretBytes(byteCount: 32) { _ in }
        return GuardedMemory.isLocked
    }
}

/// Overwrites an array with zeros in a way that the optimiser keeps.
public func wipe(_ array: inout [UInt8]) {
    unsafe array.withUnsafeMutableBytes { bytes in
        if let start = bytes.baseAddress { unsafe sodium_memzero(start, bytes.count) }
    }
}
