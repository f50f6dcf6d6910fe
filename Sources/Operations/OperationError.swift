public import Credentials
public import OAuthFlow
public import Vault

/// Why an operation did not do what was asked, by what can be done about it.
public enum OperationError: Error, Equatable, Sendable {
    /// Nothing of this name; the nearest name there is, where one is near.
    case unknown(RecordType, Name, nearest: Name?)
    /// No credential passes the filter.
    case nobody
    /// The name is taken.
    case taken(RecordType, Name)
    /// The credential's state forbids it: revoked, or being revoked.
    case unusable(Name, Credential.State)
    /// The client is not the kind that the flow needs.
    case wrongClientKind(Name, needed: OAuthClient.Kind)
    /// It is a service account's key, and this is for refresh tokens.
    case serviceAccount(Credential, ServiceAccountTask)
    /// The key is in the vault already, under this name.
    case keyKnown(Name)
    /// The key signs nothing that Google takes.
    case unusableKey(Name, SigningKey.Defect)
    /// Several clients, and nobody said which; or none at all.
    case whichClient([Name])
    /// The client's credentials would be of no use without it.
    case clientInUse(Name, by: [Name])
    /// Google granted less than was asked for.
    case scopesMissing([Scope], granted: [Scope])
    /// Another account consented than the one that was meant.
    case wrongAccount(expected: String, actual: String?)
    /// Google gave no refresh token.
    case noRefreshToken
    /// A token was obtained, and could not be stored: nobody holds it now.
    case notStored(Name, reason: String)
    /// The refresh token that was to replace the old one does not work; the old one is untouched.
    case successorDead(Name)
    /// One more token may end an older one.
    case nearMintLimit(count: Int, account: String)
    /// Google refused the credential, and it counts as suspect now.
    case dead(Name, GoogleError)
    /// Google, or the way to it, failed; nothing changed.
    case google(GoogleError)
    /// The consent did not come about.
    case consent(ConsentError)
    /// Other credentials die too.
    case siblings(of: [Name], others: [Name])
    /// The vault has no slot of this kind, or its secret is not at hand.
    case slotNotAtHand(Slot)
    /// What was to be restored is not newer than what is known of the vault here, or took another way.
    case goesBack(file: String, VaultError)
    /// The vault cannot be written, so no consent was asked for.
    case unwritable(String)
    /// The slot that was named, or would be added, is none that this can be done with.
    case slot(SlotProblem)
    /// The audit log could not be written, so nothing was shown.
    case auditUnavailable(String)
    /// A record's description is not what this version writes.
    case unreadable(RecordType, String)
}

/// What cannot be done with a service account's key here: its keys are made and deleted in Google's console.
public enum ServiceAccountTask: Equatable, Sendable {
    /// A consent, as of `login --replace`.
    case consent
    /// A new secret in the place of the old one.
    case rotation
    /// The end of it at Google.
    case revocation
}

/// What is wrong with a slot that was named, or would be added.
public enum SlotProblem: Equatable, Sendable {
    /// No slot has this label, or an id that begins so; the nearest label, where one is near.
    case unknown(String, nearest: String?)
    /// Several slots have this label, or an id that begins so.
    case ambiguous(String, ids: [String])
    /// It is the only way to unlock the vault.
    case last(label: String)
    /// A vault holds no more than this, in words.
    case limit(String)
    /// This machine's keyring has a key for the vault already, under this label.
    case keyringOpensAlready(label: String)
    /// The new passphrase opens another slot already, which has this label.
    case passphraseInUse(label: String)
    /// The new passphrase is the old one, and nothing else was to change.
    case samePassphrase
    /// The recovery code was given where the passphrase was meant.
    case codeForPassphrase
}
