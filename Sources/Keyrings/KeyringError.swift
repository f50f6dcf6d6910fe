/// Whether a keyring could keep a key now.
public enum KeyringAvailability: Equatable, Sendable {
    /// It is open.
    case ready
    /// There is one, and it waits to be unlocked.
    case locked
    /// There is none.
    case unavailable(KeyringAbsence)
}

/// What is missing where there is no keyring.
public enum KeyringAbsence: String, Sendable {
    /// libsecret, by which keyrings are asked, is not installed.
    case noLibrary
    /// No session bus answers: a server, a container, `su`, or a session over ssh.
    case noBus
    /// The session bus knows no Secret Service: neither GNOME Keyring nor KWallet nor KeePassXC runs.
    case noService
    /// The Secret Service has no default collection: nobody ever logged in with it, or it was deleted.
    case noDefaultCollection
}

/// Why a keyring did not do what was asked. No case carries a secret.
public enum KeyringError: Error, Equatable {
    /// There is no keyring here.
    case unavailable(KeyringAbsence)
    /// The keyring is locked, as after an automatic login or over ssh. Logging in to the desktop with a password
    /// unlocks it, and so does the desktop's "Passwords and Keys".
    case locked
    /// The keyring, or the bus to it, did not answer in time.
    case timedOut
    /// What the keyring holds for the slot is not a key: someone else wrote there.
    case notAKey
    /// The Secret Service refused, in its own words.
    case refused(String)
}
