public import Credentials

/// How far a vault is, as people are told it.
public struct VaultState: Equatable, Sendable, CustomStringConvertible {
    /// Which key the vault is under, from 1.
    public let epoch: UInt32
    /// How many writes it has seen; nil where its head cannot be opened.
    public let seq: UInt64?
    /// When the last of them was; nil where its head cannot be opened.
    public let time: Timestamp?

    /// A state of these numbers.
    public init(epoch: UInt32, seq: UInt64?, time: Timestamp?) {
        self.epoch = epoch
        self.seq = seq
        self.time = time
    }

    /// `write 12 of 2026-11-21T10:00:00.000Z, under key 1`.
    public var description: String {
        guard let seq else { return "a state under key \(epoch)" }
        return "write \(seq)\(time.map { " of \($0)" } ?? ""), under key \(epoch)"
    }
}
