import CSodium
import Synchronization

/// Where secrets lie: memory from `sodium_malloc`, between guard pages, locked where the system allows it, left out of core
/// dumps. See libsodium's manual, "Secure memory".
///
/// Each piece of its own from there costs eight system calls, four pages and five mappings, of which a process has some
/// 65,000. A vault opens many small secrets, so those share regions; a piece that was given back is wiped and used again.
enum GuardedMemory {
    /// A piece of `byteCount` zeros.
    @unsafe
    static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        guard let size = PieceSize(holding: byteCount) else { return unsafe region(byteCount) }
        return unsafe pieces.withLock { pieces in
            if pieces[size.index].isEmpty { unsafe pieces[size.index] = cut(size) }
            return unsafe pieces[size.index].removeLast().start
        }
    }

    /// Wipes a piece of `byteCount` and takes it back.
    @unsafe
    static func free(_ start: UnsafeMutableRawPointer, _ byteCount: Int) {
        // Wipes before it frees.
        guard let size = PieceSize(holding: byteCount) else { return unsafe sodium_free(start) }
        unsafe sodium_memzero(start, size.byteCount)
        let piece = unsafe Piece(start: start)
        pieces.withLock { $0[size.index].append(piece) }
    }

    /// Whether all that was given out so far is locked, so that it never reaches swap. `sodium_malloc` does not say when it
    /// could not lock it (RLIMIT_MEMLOCK).
    static var isLocked: Bool { !hasUnlocked.load(ordering: .relaxed) }

    private static let hasUnlocked = Atomic(false)

    /// How many bytes are asked of the system at once for pieces of a size: a page, or one piece where that is larger.
    private static func regionByteCount(_ size: PieceSize) -> Int { max(4096, size.byteCount) }

    /// What is there to be used, by size.
    private static let pieces = Mutex([[Piece]](repeating: [], count: PieceSize.count))

    @unsafe
    private static func region(_ byteCount: Int) -> UnsafeMutableRawPointer {
        Sodium.start()
        guard let region = unsafe sodium_malloc(byteCount) else {
            fatalError("no memory for \(byteCount) secret bytes")
        }
        if unsafe sodium_mlock(region, byteCount) != 0 { hasUnlocked.store(true, ordering: .relaxed) }
        unsafe sodium_memzero(region, byteCount)
        return unsafe region
    }

    @unsafe
    private static func cut(_ size: PieceSize) -> [Piece] {
        let region = unsafe region(regionByteCount(size))
        return stride(from: 0, to: regionByteCount(size), by: size.byteCount).map { unsafe Piece(start: region + $0) }
    }

    /// Nobody but its one holder knows it.
    @safe
    private struct Piece: @unchecked Sendable {
        let start: UnsafeMutableRawPointer
    }
}

/// The sizes of pieces that are used again: powers of two from 32 bytes to 16 KiB, which a vault's head has.
private struct PieceSize {
    static let count = 10
    let index: Int
    var byteCount: Int { 32 << index }

    /// The smallest that holds so many bytes; nil for more than is kept.
    init?(holding byteCount: Int) {
        precondition(byteCount >= 0)
        guard let index = (0..<Self.count).first(where: { 32 << $0 >= byteCount }) else { return nil }
        self.index = index
    }
}
