import CSecret
public import Sealing

/// The desktop session's keyring, over the Secret Service interface (GNOME Keyring, KWallet, KeePassXC).
///
/// A key is an item of the default collection with the attributes `application=adsvault`, `vault` and `slot`, the ids in
/// hexadecimal. Only `secret_service_…` functions are called: `secret_password_…` obeys `SECRET_BACKEND=file`, which
/// would put the key into a file. On the way to the daemon, and in GLib's memory, lie copies that cannot be wiped.
public struct SecretServiceKeyring: KeyHolder {
    private let timeLimit: Duration

    /// The keyring of the session whose bus the environment names, each call ending within `timeLimit`.
    public init(timeLimit: Duration = .seconds(5)) {
        self.timeLimit = timeLimit
    }

    /// Whether the default collection is there and open.
    public func availability() throws(KeyringError) -> KeyringAvailability {
        do throws(KeyringError) {
            _ = try OpenKeyring(timeLimit: timeLimit)
            return .ready
        } catch .locked {
            return .locked
        } catch .unavailable(let absence) {
            return .unavailable(absence)
        }
    }

    /// Keeps a key in the default collection, in place of the slot's last one.
    public func store(
        _ secret: borrowing SecretBytes,
        vault: [UInt8],
        slot: [UInt8],
        label: String
    ) throws(KeyringError) {
        try OpenKeyring(timeLimit: timeLimit).store(KeyText.text(of: secret), as: Attributes(vault, slot), label: label)
    }

    /// The slot's key, whichever collection it lies in.
    public func lookup(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> SecretBytes? {
        try OpenKeyring(timeLimit: timeLimit).lookup(Attributes(vault, slot)) {
            text throws(KeyringError) in try KeyText.key(of: text)
        }
    }

    /// Drops the slot's key.
    @discardableResult
    public func clear(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> Bool {
        try OpenKeyring(timeLimit: timeLimit).clear(Attributes(vault, slot))
    }

    /// The vault's anchor, whichever collection it lies in.
    public func anchor(of vault: [UInt8]) throws(KeyringError) -> String? {
        let bytes = try OpenKeyring(timeLimit: timeLimit).lookup(Attributes(anchorOf: vault)) { $0.array }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Keeps the vault's anchor in the default collection, in place of the last one.
    public func keepAnchor(_ line: String, of vault: [UInt8], label: String) throws(KeyringError) {
        let text = SecretBytes(copying: Array(line.utf8).rawBytes)
        try OpenKeyring(timeLimit: timeLimit).store(text, as: Attributes(anchorOf: vault), label: label)
    }
}
