/// What a run ends with: the table of exit codes, which scripts rely on.
///
/// Thrown bare where the answer is printed already and only the status is left to say.
enum ExitStatus: Int32, Error, CaseIterable {
    /// Done.
    case done = 0
    /// Something that should not happen.
    case unexpected = 1
    /// Wrong usage, or a file that is not what it should be.
    case usage = 2
    /// The user said no.
    case declined = 3
    /// It would have to prompt, and must not or cannot.
    case wouldPrompt = 4
    /// The vault is locked.
    case locked = 10
    /// A wrong passphrase.
    case wrongPassphrase = 11
    /// A slot or the keyring is out of reach.
    case slotUnavailable = 12
    /// The vault is damaged, was tampered with, or its file is unsafe.
    case damaged = 13
    /// Another process holds the vault.
    case busy = 14
    /// There is no such thing.
    case notFound = 15
    /// There is such a thing already.
    case exists = 16
    /// The vault went back in time, or took another way.
    case rollback = 17
    /// Scopes or a policy are not as required.
    case drift = 20
    /// A token is dead.
    case dead = 21
    /// Some of many failed.
    case someFailed = 22
    /// A revocation is not proven yet.
    case unproven = 23
    /// It would push out an older refresh token.
    case wouldEvict = 24
    /// Other credentials would die too.
    case siblingsDie = 25
    /// The network.
    case network = 30
    /// Google answered with an error.
    case google = 31
    /// Google asked to slow down.
    case rateLimited = 32
    /// The audit log cannot be written.
    case auditUnwritable = 40
    /// The command that `exec` was to run cannot be run, in the way of shells.
    case commandNotRunnable = 126
    /// There is no such command, likewise.
    case commandNotFound = 127
    /// Ctrl-C, or a request to stop.
    case interrupted = 130
}
