import CSodium

/// Whether two byte sequences are equal, in a time that depends on their lengths alone.
public func equalInConstantTime(_ left: RawSpan, _ right: RawSpan) -> Bool {
    guard left.byteCount == right.byteCount else { return false }
    return unsafe left.withPointer { first in
        unsafe right.withPointer { unsafe sodium_memcmp(first, $0, left.byteCount) == 0 }
    }
}
