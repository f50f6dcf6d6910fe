public import Foundation

/// Why no usable answer came, by who can do something about it. Carries hosts and times, never a byte of a call or
/// of an answer.
public enum HTTPFailure: Error, Sendable, Equatable {
    /// The host was not reached, or was lost, or is not who it should be.
    case network(Cause, host: String)
    /// The answer is longer than anything that was asked for.
    case tooLarge(host: String, limit: Int)
    /// The host sent us elsewhere, which none of Google's endpoints does; it is not followed.
    case redirect(host: String, status: Int, to: String?)
    /// The host wants to be left alone for longer than we wait: until then, where it said so.
    case rateLimited(host: String, until: Date?)
    /// A setting of this machine that cannot be used, and why.
    case configuration(String)
    /// The task was cancelled.
    case cancelled

    /// What went wrong on the way.
    public enum Cause: Sendable, Equatable {
        /// The name has no address: no network, a wrong resolver, or a wrong name.
        case cannotResolve
        /// Nobody listens there.
        case refused
        /// There is no way there, or a firewall says no.
        case unreachable
        /// No connection within the time limit.
        case connectTimedOut
        /// The certificate is not signed by anybody this machine trusts, or is out of date.
        case certificate
        /// The certificate is good and somebody else's.
        case identity
        /// The two sides found no common TLS.
        case tls
        /// The proxy said no, or asks for a password.
        case proxy
        /// No whole answer within the time limit.
        case timedOut
        /// The connection ended before the answer did.
        case connectionLost
        /// What came back is not HTTP.
        case notHTTP
        /// Something else, named by its type.
        case other(String)

        /// Whether it happened before a byte of the call left.
        var precedesCall: Bool {
            switch self {
            case .cannotResolve, .refused, .unreachable, .connectTimedOut, .certificate, .identity, .tls, .proxy: true
            case .timedOut, .connectionLost, .notHTTP, .other: false
            }
        }

        /// Whether it may be gone a moment later. A certificate or a proxy's no is not.
        var isPassing: Bool {
            switch self {
            case .cannotResolve, .refused, .unreachable, .connectTimedOut, .timedOut, .connectionLost: true
            case .certificate, .identity, .tls, .proxy, .notHTTP, .other: false
            }
        }
    }
}

extension HTTPFailure: CustomStringConvertible {
    /// One lower-case sentence for people.
    public var description: String {
        switch self {
        case .network(let cause, let host): "\(host): \(cause)"
        case .tooLarge(let host, let limit): "\(host) answered with more than \(limit) bytes"
        case .redirect(let host, let status, let target):
            "\(host) redirects to \(target ?? "somewhere else") (\(status)), which Google never does; not followed"
        case .rateLimited(let host, let until?):
            "\(host) asks not to be called again before \(until.formatted(.iso8601))"
        case .rateLimited(let host, nil): "\(host) has been called too often"
        case .configuration(let text): text
        case .cancelled: "cancelled"
        }
    }
}

extension HTTPFailure.Cause: CustomStringConvertible {
    /// What happened, in plain words.
    public var description: String {
        switch self {
        case .cannotResolve: "the name cannot be resolved"
        case .refused: "the connection was refused"
        case .unreachable: "the host cannot be reached"
        case .connectTimedOut: "no connection within the time limit"
        case .certificate: "the certificate is not trusted here, or out of date"
        case .identity: "the certificate belongs to somebody else"
        case .tls: "no secure connection could be agreed on"
        case .proxy: "the proxy refused the connection"
        case .timedOut: "no complete answer within the time limit"
        case .connectionLost: "the connection was lost before the answer was complete"
        case .notHTTP: "the answer is not HTTP"
        case .other(let type): "unexpected failure (\(type))"
        }
    }
}
