public import Vault

/// How a slot fared when its secret was tried.
public enum SlotTrial: Sendable {
    /// It opens the vault.
    case opens(HeldSecret)
    /// It does not, or nobody knows.
    case fails(SlotFailing)
}

/// Why a slot is not known to open the vault. Each says the reason.
public enum SlotFailing: Equatable, Sendable {
    /// The secret is not the slot's.
    case wrong(String)
    /// The secret is the slot's, and the slot leads to no key.
    case damaged(String)
    /// The secret could not be tried on this machine, as for want of memory.
    case unavailable(String)
    /// There was no secret to try: this proves nothing.
    case notTried(String)
}

/// What a drill showed of one slot.
public struct DrilledSlot: Sendable {
    /// The slot.
    public let slot: LabelledSlot
    /// Why it is not known to open the vault; nil where it does.
    public let failing: SlotFailing?
}

extension Session {
    /// Tries a secret on a slot.
    public func trial(of secret: consuming SlotSecret, on slot: Slot) -> SlotTrial {
        do throws(VaultError) {
            return .opens(try vault.prove(slot, with: secret))
        } catch .wrongSecret {
            return .fails(.wrong("it is not this slot's secret, or the slot was changed"))
        } catch {
            return switch error {
            case .slotUnavailable, .outOfMemory: .fails(.unavailable("\(error)"))
            default: .fails(.damaged("\(error)"))
            }
        }
    }

    /// Tries every slot with what `trial` has for it, oldest first. No secret is left in what it gives.
    public func drill(_ trial: (LabelledSlot) throws -> SlotTrial) throws -> [DrilledSlot] {
        try slots().map { slot in
            switch try trial(slot) {
            case .opens: DrilledSlot(slot: slot, failing: nil)
            case .fails(let failing): DrilledSlot(slot: slot, failing: failing)
            }
        }
    }
}
