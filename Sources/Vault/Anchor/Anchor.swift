public import Credentials
import Sealing

/// The newest state of a vault that a machine has seen. Kept outside the vault, it shows when the whole file is an older
/// one, or one that went another way.
public struct Anchor: Equatable, Sendable {
    /// The vault's own 16 bytes.
    public let vaultID: [UInt8]
    /// Which key the vault was under, from 1.
    public let epoch: UInt32
    /// How many writes it had seen.
    public let seq: UInt64
    /// The number of its last audit entry.
    public let auditCount: UInt64
    /// The mac of that entry: 32 bytes, zeros where there was none.
    public let auditMAC: [UInt8]
    /// The BLAKE2b-256 of its sealed head.
    public let headDigest: [UInt8]
    /// When its last write was. It is told and never compared: clocks go wrong.
    public let time: Timestamp

    init(keys: EpochKeys, head: Head, sealedHead: [UInt8]) {
        vaultID = keys.vaultID
        epoch = keys.epoch
        seq = head.seq
        auditCount = head.auditCount
        auditMAC = head.auditMAC
        headDigest = Digest.blake2b256(sealedHead.rawBytes)
        time = Timestamp(milliseconds: max(0, head.time.milliseconds))
    }

    /// The state, as people are told it.
    public var state: VaultState { VaultState(epoch: epoch, seq: seq, time: time) }
}

extension Anchor {
    /// One line without its newline: vault_id, epoch, seq, audit_n, mac_n, the head's BLAKE2b-256, and the milliseconds
    /// of the last write; bytes in hex, numbers in decimal, one space between.
    public var line: String {
        [
            hex(vaultID), "\(epoch)", "\(seq)", "\(auditCount)", hex(auditMAC), hex(headDigest), "\(time.milliseconds)",
        ].joined(separator: " ")
    }

    /// The anchor that `line` spells; nil for anything but what `line` gives.
    public init?(line: String) {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 7, let vaultID = bytes(hex: fields[0]), vaultID.count == Format.identifierByteCount,
            let epoch = UInt32(fields[1]), let seq = UInt64(fields[2]), let auditCount = UInt64(fields[3]),
            let auditMAC = bytes(hex: fields[4]), auditMAC.count == Format.hashByteCount,
            let headDigest = bytes(hex: fields[5]), headDigest.count == Format.hashByteCount,
            let milliseconds = Int64(fields[6]), milliseconds >= 0, seq < Int64.max, auditCount < Int64.max
        else { return nil }
        self.vaultID = vaultID
        self.epoch = epoch
        self.seq = seq
        self.auditCount = auditCount
        self.auditMAC = auditMAC
        self.headDigest = headDigest
        time = Timestamp(milliseconds: milliseconds)
        // Leading zeros, a plus sign or capitals: nobody here wrote that.
        guard self.line == line else { return nil }
    }
}

extension Anchor {
    /// Whether this anchor takes the place of `other`: it is of a later write, and behind in nothing.
    func raises(_ other: Anchor?) -> Bool {
        guard let other else { return true }
        return seq > other.seq && epoch >= other.epoch && auditCount >= other.auditCount
    }

    /// Whether it takes the place of `other` when going back was agreed to. The audit log may then be shorter: the vault
    /// is told from the one before by its newer epoch.
    func replaces(_ other: Anchor?) -> Bool {
        guard let other else { return true }
        return seq > other.seq && epoch > other.epoch
    }

    /// Whether both are of the very same head.
    func isSameHead(as other: Anchor) -> Bool {
        epoch == other.epoch && auditCount == other.auditCount && headDigest == other.headDigest
            && auditMAC == other.auditMAC
    }
}
