import Credentials
import OAuthFlow
import Operations
import Sealing
import Vault

extension CommandFailure {
    /// What an operation's error means to the person who ran the command.
    init(_ error: OperationError) {
        self =
            switch error {
            case .unknown(let type, let name, let nearest): .unknown(type, name, nearest: nearest)
            case .nobody:
                CommandFailure(
                    .notFound,
                    code: "not_found",
                    "no credential is meant by this",
                    hint: "'adsvault list' shows what there is"
                )
            case .taken(let type, let name): .taken(type, name)
            case .unusable(let name, let state):
                CommandFailure(
                    .dead,
                    code: "unusable",
                    "'\(name)' is \(state.rawValue)",
                    hint: "a new consent makes a new token: adsvault login"
                )
            case .wrongClientKind(let name, let needed):
                CommandFailure(
                    .usage,
                    code: "wrong_client_kind",
                    "the client '\(name)' is not \(needed == .installed ? "a desktop" : "a web") client",
                    hint: "make one in Google's console, and add its file with 'adsvault client add'"
                )
            case .serviceAccount(let credential, let task): CommandFailure(of: credential, task)
            case .keyKnown(let name):
                CommandFailure(
                    .exists,
                    code: "exists",
                    "this key is in the vault already, as '\(name)'",
                    hint: "a new key of the same account is stored beside it, or in its place with --name \(name)"
                )
            case .unusableKey(let name, let defect):
                CommandFailure(
                    .usage,
                    code: "unusable_key",
                    "the key '\(name)' cannot sign: \(defect)",
                    hint: "make a new key in the Cloud console: IAM & Admin, Service accounts, Keys"
                )
            case .whichClient(let names) where names.isEmpty:
                CommandFailure(
                    .notFound,
                    code: "no_client",
                    "there is no client yet",
                    hint: "add the client_secret file from Google's console: adsvault client add FILE"
                )
            case .whichClient(let names):
                .usage("there are several clients", hint: "choose with --client: \(names.words)")
            case .clientInUse(let name, let users):
                CommandFailure(
                    .siblingsDie,
                    code: "client_in_use",
                    "without the client '\(name)' these are of no use: \(users.words)",
                    hint: "revoke or forget them first, or agree to it with --yes"
                )
            case .scopesMissing(let missing, let granted):
                CommandFailure(
                    .drift,
                    code: "scopes_missing",
                    "google granted \(granted.words), and not \(missing.words)",
                    hint: "run the command again and leave every box ticked"
                )
            case .wrongAccount(let expected, let actual):
                CommandFailure(
                    .drift,
                    code: "wrong_account",
                    "\(actual ?? "another account") consented, and not \(expected)",
                    hint: "run the command again and choose \(expected) in the browser; the other token was not kept"
                )
            case .noRefreshToken: CommandFailure(.google, code: "no_refresh_token", "google gave no refresh token")
            case .notStored(let name, let reason):
                CommandFailure(
                    .unexpected,
                    code: "not_stored",
                    "the new token of '\(name)' could not be stored and is lost: \(reason)",
                    hint:
                        "it stays alive at Google, where nobody holds it: end it at https://myaccount.google.com/connections"
                )
            case .successorDead(let name):
                CommandFailure(
                    .dead,
                    code: "successor_dead",
                    "the new token of '\(name)' does not work; the old one is untouched",
                    hint: "run the command again"
                )
            case .nearMintLimit(let count, let account):
                CommandFailure(
                    .wouldEvict,
                    code: "near_limit",
                    "\(account) has \(count) tokens of this client, and beyond 100 google ends the oldest unasked",
                    hint: "revoke what is not used, or take the risk with --force"
                )
            case .dead(let name, .invalidGrant(let trouble, let refusal)) where trouble.isAboutKey:
                CommandFailure(
                    .dead,
                    code: "dead",
                    "'\(name)' gives no access token: \(GoogleError.invalidGrant(trouble, refusal))",
                    hint: "adsvault check \(name) says why; adsvault rotate token \(name) says how it gets a new key"
                )
            case .dead(let name, let reason) where reason.isOfDeletedAccount:
                CommandFailure(
                    .dead,
                    code: "dead",
                    "'\(name)' gives no access token: \(reason)",
                    hint:
                        "adsvault check \(name) gives the login of another account that reaches the same customers"
                )
            case .dead(let name, let reason):
                CommandFailure(
                    .dead,
                    code: "dead",
                    "'\(name)' gives no access token: \(reason)",
                    hint: "a new consent replaces its token: adsvault rotate token \(name)"
                )
            case .google(let error): CommandFailure(error)
            case .consent(let error): CommandFailure(error)
            case .siblings(let names, let others):
                CommandFailure(
                    .siblingsDie,
                    code: "siblings",
                    "with \(names.words) these die too: \(others.words)",
                    hint: "google revokes a grant as a whole: agree to it with --yes"
                )
            case .slotNotAtHand(let slot):
                CommandFailure(
                    .wouldPrompt,
                    code: "slot_not_at_hand",
                    "the secret of the slot \(hex(slot.id).prefix(8)) is needed: a \(slot.kind.words)",
                    hint: "give it on a terminal, or leave the slot behind with --drop-slots"
                )
            case .goesBack(let file, let obstacle): .goesBack(file: file, obstacle)
            case .unwritable(let reason):
                CommandFailure(
                    .unexpected,
                    code: "unwritable",
                    "the vault cannot be written, so no consent was asked for: \(reason)",
                    hint: "a token could not be stored: make room, or let the vault be written"
                )
            case .slot(let problem): CommandFailure(problem)
            case .auditUnavailable(let reason):
                CommandFailure(
                    .auditUnwritable,
                    code: "audit_unwritable",
                    "the audit log cannot be written, so nothing was shown: \(reason)"
                )
            case .unreadable(let type, let name):
                CommandFailure(
                    .damaged,
                    code: "unreadable",
                    "the \(type.words) '\(name)' is described in a way that this version does not know",
                    hint: "use the version of adsvault that wrote it"
                )
            }
    }
}

extension Sequence where Element: CustomStringConvertible {
    /// `a, b, c`.
    fileprivate var words: String {
        map(\.description).joined(separator: ", ")
    }
}

extension Sequence<Scope> {
    /// The short forms, or `nothing`.
    fileprivate var words: String {
        let names = map(\.shortForm).joined(separator: ", ")
        return names.isEmpty ? "nothing" : names
    }
}
