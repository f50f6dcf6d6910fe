import Foundation
import Sealing

/// Checks a vault's slots before any is tried: what the file says may come from anyone.
///
/// - Throws: `VaultError.damaged(.slots)`; `.newerFormat` for the type reserved for members.
func checkedSlots(_ rows: [SlotRow]) throws(VaultError) -> [Slot] {
    guard !rows.isEmpty, rows.count <= Format.maximumSlots else { throw .damaged(.slots) }
    var slots: [Slot] = []
    for row in rows {
        if row.type == 4 { throw .newerFormat }
        guard let slot = Slot(row) else { throw .damaged(.slots) }
        slots.append(slot)
    }
    let passphrases = slots.count { $0.kind == .passphrase }
    guard passphrases <= Format.maximumPassphraseSlots else { throw .damaged(.slots) }
    return slots
}

/// The vault root key, and the slot that it came out of.
struct Unwrapped: ~Copyable {
    let root: SymmetricKey
    let slot: Slot
}

/// The root key that `secret` unwraps from one of `slots`.
///
/// - Throws: `VaultError.slotUnavailable` where no slot is of the secret's kind; `.outOfMemory` where one slot's Argon2id
///   needs more than there is, and no other slot opens; `.wrongSecret` where no commitment matches; `.damaged(.slots)` where one matches
///   and its wrap does not open.
func unwrapRoot(
    from slots: [Slot],
    with secret: borrowing SlotSecret,
    hash: KeyedHash,
    epoch: UInt32
) throws(VaultError) -> Unwrapped {
    let candidates = slots.filter { $0.kind == secret.kind && secret.fits($0) }
    guard !candidates.isEmpty else { throw .slotUnavailable("this vault has no \(secret.kind) slot to try") }
    var failure = VaultError.wrongSecret
    for slot in candidates {
        let bytes: SecretBytes
        do {
            bytes = try secret.bytes(for: slot.passphrase)
        } catch {
            failure = error
            continue
        }
        let keys = SlotKeys(
            secret: bytes,
            slotID: slot.id,
            kind: slot.kind,
            params: slot.row.params,
            hash: hash,
            epoch: epoch
        )
        guard equalInConstantTime(keys.commitment.rawBytes, slot.row.commitment.rawBytes) else { continue }
        guard let root = keys.unwrap(slot.row.wrap) else { throw .damaged(.slots) }
        return Unwrapped(root: root, slot: slot)
    }
    throw failure
}

extension SlotSecret {
    /// Whether this secret could be the one of `slot`: a keyring key belongs to one slot.
    borrowing func fits(_ slot: Slot) -> Bool {
        slotID == nil || slotID == slot.id
    }

    /// The slot secret SS: 32 bytes, for a passphrase by Argon2id.
    borrowing func bytes(for passphrase: PassphraseParams?) throws(VaultError) -> SecretBytes {
        guard kind == .passphrase, let passphrase else { return bytes.copy() }
        let normal = normalized(bytes)
        do {
            return try normal.withBytes { bytes throws(Argon2id.OutOfMemory) in
                try Argon2id.derive(bytes, salt: passphrase.salt, cost: passphrase.cost)
            }
        } catch {
            throw .outOfMemory(mebibytes: Int(passphrase.cost.memlimit >> 20))
        }
    }
}

/// A passphrase in Unicode normalization form C, so that every keyboard spells it alike. Bytes that are not UTF-8 stay
/// as they are.
private func normalized(_ passphrase: borrowing SecretBytes) -> SecretBytes {
    passphrase.withBytes { bytes in
        // Nothing below U+0300, whose UTF-8 begins with 0xCC, has another form (Unicode Standard Annex #15, quick check).
        if (0..<bytes.byteCount).allSatisfy({ bytes[$0] < 0xCC }) { return SecretBytes(copying: bytes) }
        // Foundation needs a String for the rest, which cannot be wiped.
        var plain = bytes.array
        defer { wipe(&plain) }
        guard let text = String(validating: plain, as: UTF8.self) else { return SecretBytes(copying: bytes) }
        var normal = Array(text.precomposedStringWithCanonicalMapping.utf8)
        return SecretBytes(wiping: &normal)
    }
}
