/// Why a consent did not come about.
public enum ConsentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing can listen on 127.0.0.1: the port is taken, or out of bounds for this user.
    case cannotListen(port: Int, reason: String)
    /// The person said no.
    case denied
    /// Google ended the request: the `error` of the redirect, and its description where it has one.
    case refused(code: String, description: String?)
    /// No answer within the time limit.
    case timedOut(after: Duration)
    /// The task was cancelled: Ctrl-C.
    case interrupted

    /// What happened, in a line.
    public var description: String {
        switch self {
        case .cannotListen(let port, let reason):
            port == 0
                ? "cannot listen on 127.0.0.1: \(reason)" : "cannot listen on 127.0.0.1:\(port): \(reason)"
        case .denied: "the consent was denied in the browser"
        case .refused(let code, let description):
            "Google refused the request: \(code)" + (description.map { " (\($0))" } ?? "")
        case .timedOut(let limit): "no consent came back within \(limit.inWords)"
        case .interrupted: "interrupted while waiting for the consent"
        }
    }

    /// What to do about it, where there is something to do.
    public var hint: String? {
        switch self {
        case .cannotListen(let port, _): port == 0 ? nil : "leave out --port, and a free port is taken"
        case .denied: "run the command again and allow the access"
        case .refused, .interrupted: nil
        case .timedOut: Self.causesThatStayAtGoogle
        }
    }

    /// Errors that Google shows on its own page without telling who asked.
    private static let causesThatStayAtGoogle = """
        Google's page in the browser names the cause, and never tells it here:
          admin_policy_enforced    an administrator of the Workspace forbids this client or scope
          org_internal             the consent screen is Internal, and the account is of another organisation
          redirect_uri_mismatch    the client is a web client and this address is not registered: use a desktop client
          deleted_client           the client was deleted: restore it within 30 days, or add another one
          disallowed_useragent     the page was opened inside another program: use a browser of its own
          rate_limit_exceeded      a 403: too many requests just now, try again later
        or the tab was simply closed: run the command again
        """
}

extension Duration {
    /// Whole minutes or seconds: `5 minutes`, `90 seconds`.
    fileprivate var inWords: String {
        let seconds = components.seconds
        let (count, unit) = seconds >= 60 && seconds.isMultiple(of: 60) ? (seconds / 60, "minute") : (seconds, "second")
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
}
