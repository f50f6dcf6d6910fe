extension Anchor {
    /// Holds this state, that of `head`, against the newest one that is known of the vault.
    ///
    /// - Throws: `VaultError.rollback` where it is an older one; `.fork` where the known one is not among its past;
    ///   `.damaged(.audit)`.
    func check(against known: Anchor, head: Head, rows: any StoreSnapshot, keys: EpochKeys) throws {
        guard epoch >= known.epoch, seq >= known.seq, auditCount >= known.auditCount else {
            throw VaultError.rollback(found: state, known: known.state)
        }
        let isKnown =
            try seq == known.seq
            ? isSameHead(as: known)
            : AuditChain.passes(known.auditCount, mac: known.auditMAC, in: rows, head: head, keys: keys)
        guard isKnown else { throw VaultError.fork(found: state, known: known.state) }
    }
}
