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
        try OpenKeyring(timeLimit: timeLimit).lookup(Attributes(vault, slot))
    }

    /// Drops the slot's key.
    @discardableResult
    public func clear(vault: [UInt8], slot: [UInt8]) throws(KeyringError) -> Bool {
        try OpenKeyring(timeLimit: timeLimit).clear(Attributes(vault, slot))
    }
}
