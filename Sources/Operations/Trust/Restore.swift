import Credentials
public import Vault

/// A vault that was put back.
public struct Restored: Sendable {
    /// The vault, and what is kept of the one that was there.
    public let vault: RestoredVault
    /// The slots that are gone, as was asked for.
    public let dropped: [String]
}

extension Session {
    /// Puts the vault of this session, which was opened from a backup and without anchors, at `place`.
    ///
    /// - Parameters:
    ///   - anchors: where anchors are kept.
    ///   - secrets: where the slots' secrets come from, should a new key be needed because this goes back; nil where
    ///     going back was not agreed to.
    /// - Throws: `OperationError.goesBack`; `VaultError.exists` where another vault is at the place; as
    ///   `Vault.restore`. Then everything is as it was.
    public func restore(
        to place: any VaultStore,
        anchors: [AnchorPlace],
        goingBackBy secrets: SlotSecrets?
    ) throws -> Restored {
        var dropped: [String] = []
        var plan: Vault.SlotPlan?
        var detail = ""
        do {
            if let obstacle = try vault.obstacle(at: place, anchors: anchors) {
                guard let secrets else { throw obstacle }
                (plan, dropped) = try slotPlan(secrets)
                detail = "\(obstacle)"
            }
            let note = AuditNote("restore", vault.location, detail)
            let restored = try vault.restore(to: place, plan: plan, anchors: anchors, note: note, leaving: .accessToken)
            {
                try redescribe($0, fingerprint: $1)
            }
            return Restored(vault: restored, dropped: dropped)
        } catch let obstacle as VaultError where obstacle.isAboutThePast {
            throw OperationError.goesBack(file: vault.location, obstacle)
        }
    }

    private func slotPlan(_ secrets: SlotSecrets) throws -> (Vault.SlotPlan, dropped: [String]) {
        let plan = Vault.SlotPlan()
        var dropped: [String] = []
        for slot in try slots() {
            if let held = try secrets.secret(slot.slot, slot.label) {
                try plan.keep(slot.slot, with: held, in: vault)
            } else {
                plan.drop(slot.slot)
                dropped.append(slot.label)
            }
        }
        return (plan, dropped)
    }
}

extension VaultError {
    fileprivate var isAboutThePast: Bool {
        switch self {
        case .rollback, .fork: true
        default: false
        }
    }
}
