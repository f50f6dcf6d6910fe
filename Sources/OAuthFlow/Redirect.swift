import Credentials
import GoogleHTTP
import Sealing

/// What a request for the redirect address turns out to be (RFC 6749 §4.1.2).
public enum Redirect: ~Copyable, Sendable {
    /// Not Google's answer to this request: to be answered politely and otherwise ignored.
    case stranger(Oddity)
    /// The person said no.
    case denied
    /// Google ended the request for another reason; in its words, fit to be shown.
    case refused(code: String, description: String?)
    /// The person said yes.
    case granted(AuthorizationCode)

    /// Why a request is not an answer.
    public enum Oddity: Hashable, Sendable {
        /// Another path than ours.
        case otherPath
        /// A query that does not follow the rules of percent-encoding, or a code beyond its limit.
        case unreadable
        /// No state, or one that is not ours.
        case forgedState
        /// A parameter given twice, which makes the answer ambiguous (RFC 6749 §3.1).
        case repeated(String)
        /// Neither a code nor an error, or both.
        case incomplete
    }

    /// Reads a request's target: path and query.
    ///
    /// - Parameters:
    ///   - target: what stands in the request line: `/path?query`.
    ///   - path: the path that this login listens on.
    ///   - state: the state of this login's request.
    public static func read(target: String, path: String, state: ConsentState) -> Redirect {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.first.map(String.init) == path else { return .stranger(.otherPath) }
        return read(query: parts.count == 2 ? parts[1] : "", state: state)
    }

    static func read(query: Substring, state: ConsentState) -> Redirect {
        guard var parameters = RedirectParameters(query) else { return .stranger(.unreadable) }
        defer { parameters.wipe() }
        if let name = parameters.repeatedName { return .stranger(.repeated(name)) }
        guard let candidate = parameters.bytes("state"), state.matches(candidate) else {
            return .stranger(.forgedState)
        }
        guard let code = parameters.secret("code") else { return failure(parameters) }
        guard parameters.bytes("error") == nil else { return .stranger(.incomplete) }
        guard (1...AuthorizationCode.byteLimit).contains(code.byteCount) else { return .stranger(.unreadable) }
        return .granted(AuthorizationCode(secret: code, scopes: parameters.text("scope").map(Scope.list)))
    }

    private static func failure(_ parameters: borrowing RedirectParameters) -> Redirect {
        guard let error = parameters.text("error") else { return .stranger(.incomplete) }
        guard error != "access_denied" else { return .denied }
        return .refused(
            code: GoogleSecret.redact(error),
            description: parameters.text("error_description").map(GoogleSecret.redact)
        )
    }
}
