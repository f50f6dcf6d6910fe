import Credentials
import Sealing
import Vault

extension Session {
    /// The slot that a person means: by its label, or by the beginning of its id.
    ///
    /// - Throws: `SlotProblem.unknown`, with the nearest label; `.ambiguous`.
    public func slot(_ text: String) throws -> LabelledSlot {
        let slots = try slots()
        let labelled = slots.filter { $0.label == text }
        let meant = labelled.isEmpty ? slots.filter { !text.isEmpty && $0.id.hasPrefix(text.lowercased()) } : labelled
        guard let slot = meant.first else {
            throw OperationError.slot(.unknown(text, nearest: nearest(to: text, among: slots.map(\.label))))
        }
        guard meant.count == 1 else { throw OperationError.slot(.ambiguous(text, ids: meant.map(\.id))) }
        return slot
    }

    /// The slots that a passphrase is known to open. One that cannot be tried here, as for want of memory, is none of them.
    func slots(openedBy passphrase: borrowing SecretBytes) throws -> [LabelledSlot] {
        try slots().filter { slot in
            guard slot.slot.kind == .passphrase else { return false }
            switch trial(of: .passphrase(passphrase.copy()), on: slot.slot) {
            case .opens: return true
            case .fails: return false
            }
        }
    }
}
