import CKeyutils
import Glibc
public import Sealing

/// The kernel's keyring of this user (user-keyring(7)): memory of the kernel's own, never swapped, out of reach for other
/// users.
///
/// Which keyring a login session has differs: none, one of its own, or one that a service manager made and that leads
/// nowhere. All processes of a user have the user keyring, so a key lies there, and each call takes it into the keyring of
/// its own process for as long as it looks at it: the kernel lends a key only to who possesses it. What the key allows is
/// set before it can be found, and cannot be changed after: possessors may find and read it, nobody may alter it or put
/// off its end.
public struct KernelKeyring: KeyKeeper {
    private static let longest = 256

    /// The keyring of the real user of this process.
    public init() {}

    /// Keeps a key where this user's processes find it.
    public func keep(_ key: borrowing SecretBytes, vault: [UInt8], for time: Duration) throws(KeyKeeperError) {
        precondition(key.byteCount <= Self.longest && time >= .seconds(1))
        let id = key.withBytes { key in
            unsafe key.withUnsafeBytes { bytes in
                unsafe add_key("user", Self.name(vault), bytes.baseAddress, bytes.count, KEY_SPEC_PROCESS_KEYRING)
            }
        }
        try Self.check(id != -1)
        defer { keyctl_unlink(id, KEY_SPEC_PROCESS_KEYRING) }
        try Self.check(keyctl_set_timeout(id, UInt32(clamping: time.components.seconds)) == 0)
        let allowed = KEY_POS_VIEW | KEY_POS_READ | KEY_POS_SEARCH | KEY_POS_LINK
        try Self.check(keyctl_setperm(id, key_perm_t(allowed)) == 0)
        // Takes the place of the key of that name.
        try Self.check(keyctl_link(id, KEY_SPEC_USER_KEYRING) == 0)
    }

    /// The key kept for a vault.
    public func lookup(vault: [UInt8]) throws(KeyKeeperError) -> SecretBytes? {
        guard let id = try Self.find(vault) else { return nil }
        defer { keyctl_unlink(id, KEY_SPEC_PROCESS_KEYRING) }
        var byteCount = 0
        let room = SecretBytes(byteCount: Self.longest) { room in
            byteCount = unsafe room.withUnsafeMutableBytes { room in
                let start = unsafe room.baseAddress?.assumingMemoryBound(to: CChar.self)
                return unsafe keyctl_read(id, start, room.count)
            }
        }
        guard try Self.isThere(byteCount != -1) else { return nil }
        guard byteCount <= Self.longest else { throw .refused("what it keeps for this vault is no key of a vault") }
        return room.withBytes { SecretBytes(copying: $0.extracting(0..<byteCount)) }
    }

    /// Destroys the key kept for a vault, wherever else it was linked to.
    @discardableResult
    public func drop(vault: [UInt8]) throws(KeyKeeperError) -> Bool {
        guard let id = try Self.find(vault) else { return false }
        defer { keyctl_unlink(id, KEY_SPEC_PROCESS_KEYRING) }
        return try Self.isThere(keyctl_invalidate(id) == 0)
    }

    /// The vault's key, now possessed by this process.
    private static func find(_ vault: [UInt8]) throws(KeyKeeperError) -> key_serial_t? {
        let id = unsafe keyctl_search(KEY_SPEC_USER_KEYRING, "user", name(vault), KEY_SPEC_PROCESS_KEYRING)
        return try isThere(id != -1) ? key_serial_t(truncatingIfNeeded: id) : nil
    }

    private static func name(_ vault: [UInt8]) -> String {
        "adsvault:\(hex(vault))"
    }

    /// Whether the last call found a key; throws where it failed for another reason than that there is none.
    private static func isThere(_ succeeded: Bool) throws(KeyKeeperError) -> Bool {
        if !succeeded && [ENOKEY, EKEYEXPIRED, EKEYREVOKED].contains(errno) { return false }
        try check(succeeded)
        return true
    }

    private static func check(_ succeeded: Bool) throws(KeyKeeperError) {
        if succeeded { return }
        switch errno {
        case ENOSYS, EOPNOTSUPP: throw .absent
        case EPERM, EACCES: throw .forbidden
        case EDQUOT, ENOMEM: throw .full
        default: throw .refused(unsafe String(cString: strerror(errno)).lowercased())
        }
    }
}
