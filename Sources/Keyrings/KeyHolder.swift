public import Sealing

/// What keeps a slot's secret outside the vault, so that nobody has to type: the desktop session's keyring. A vault's anchor
/// is kept there too, as far from the vault's file as its key.
///
/// Vaults and slots go by their 16 bytes. Every call ends within a fixed time, prompts for nothing, and blocks
/// the thread that it is made on.
public protocol KeyHolder: Sendable {
    /// Whether a key could be stored and found now; throws where that cannot be told (`timedOut`, `refused`).
    func availability() throws(KeyringError) -> KeyringAvailability

    /// Keeps the 32 bytes of `secret` for a slot, in place of what was kept for it. People see `label`.
    func store(
        _ secret: borrowing SecretBytes,
        vault: [UInt8],
        slot: [UInt8],
        label: String
    ) throws(KeyringError)

    /// The 32 bytes kept for a slot. nil means that the keyring was open and has none: never that it is locked.
    func lookup(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> SecretBytes?

    /// Drops what is kept for a slot; false where there was nothing.
    @discardableResult
    func clear(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> Bool

    /// The line kept as the anchor of a vault; nil means that the keyring was open and has none.
    func anchor(of vault: [UInt8]) throws(KeyringError) -> String?

    /// Keeps a line of text as the anchor of a vault, in place of the one there was. People see `label`.
    func keepAnchor(_ line: String, of vault: [UInt8], label: String) throws(KeyringError)
}
