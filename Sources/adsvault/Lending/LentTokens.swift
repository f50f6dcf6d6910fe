import Broker
import Credentials
import Foundation
import GoogleHTTP
import OAuthFlow
import Operations
import Sealing
import Synchronization

extension Context {
    /// A server that lends tokens of these credentials, as long as each may be lent.
    func server(of credentials: [Credential], in session: Session) -> MetadataServer {
        MetadataServer(
            credentials.map(identity),
            now: now,
            mayLend: loanCheck(of: session),
            tokens: tokens(of: session)
        )
    }

    /// A broker's way to the vault and to Google. What goes wrong is said here too: many a library keeps it to itself.
    func tokens(of session: Session) -> TokenSource {
        let warn = warningOnce()
        return { order throws(TokenRefusal) in
            do {
                let token = try await session.lentToken(
                    of: order.name,
                    scopes: order.scopes,
                    minTTL: order.minimumLife
                )
                for warning in token.warnings { warn(warning) }
                return IssuedToken(secret: token.secret.copy(), expiresAt: token.expiresAt)
            } catch {
                let refusal = TokenRefusal(error, now: now())
                if !Task.isCancelled { warn(refusal.words) }
                throw refusal
            }
        }
    }

    /// A broker's way to find out whether it may go on with a credential.
    func loanCheck(of session: Session) -> LoanCheck {
        let warn = warningOnce()
        return { name throws(TokenRefusal) in
            do {
                try session.checkLoan(of: name)
            } catch {
                let refusal = TokenRefusal(error, now: now())
                warn(refusal.words)
                throw refusal
            }
        }
    }

    /// Warns of what was not the last thing to be warned of.
    private func warningOnce() -> @Sendable (String) -> Void {
        let last = Mutex<String?>(nil)
        return { message in
            let isNew = last.withLock { last in
                defer { last = message }
                return last != message
            }
            if isNew { warn(message) }
        }
    }

    /// A credential as a broker shows it. A refresh token is good for what was granted, which Google knows; a key signs
    /// whatever it is asked to, and gives what is recorded alone.
    func identity(_ credential: Credential) -> Identity {
        let scopes = credential.kind == .serviceAccount ? credential.signedScopes : credential.scopes
        return Identity(name: credential.name, email: credential.account?.email, scopes: scopes)
    }

    /// Says what may keep a credential from working.
    func warn(of credential: Credential) {
        guard credential.state == .suspect || credential.state == .expired else { return }
        warn("the last refresh of \(credential.name) failed; adsvault check \(credential.name) says more")
    }
}

extension TokenRefusal {
    /// Why the vault or Google gave no token, to a client that asked for one.
    init(_ error: any Error, now: Timestamp) {
        let failure = CommandFailure(anyOf: error)
        let text = [failure.message, failure.hint].compactMap(\.self).joined(separator: "; ")
        switch error {
        case OperationError.google(.invalidScope): self = .scope(text)
        case OperationError.google(let error):
            switch error.fault {
            case .google, .network, .user: self = .unavailable(text)
            case .rateLimit: self = .unavailable(text, retryAfter: error.pause(from: now))
            case .credential, .client, .request, .configuration: self = .dead(text)
            }
        default:
            switch failure.status {
            case .busy, .auditUnwritable, .interrupted, .unexpected: self = .unavailable(text)
            default: self = .dead(text)
            }
        }
    }

    /// The sentence for people.
    fileprivate var words: String {
        switch self {
        case .unavailable(let text, _), .dead(let text), .scope(let text): text
        }
    }
}

extension GoogleError {
    /// How long Google asks to be left alone, where it says so.
    fileprivate func pause(from now: Timestamp) -> Duration? {
        guard case .http(.rateLimited(_, let end?)) = self else { return nil }
        return Timestamp(end) - now
    }
}
