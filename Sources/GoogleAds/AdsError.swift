public import Credentials
public import GoogleHTTP

/// Why an API gave nothing, by who can do something about it. Never with a token or an answer's body.
public enum AdsError: Error, Sendable, Equatable {
    /// No usable answer came. `.rateLimited` says until when Google wants to be left alone.
    case http(HTTPFailure)
    /// Google said no, and why.
    case refused(AdsRefusal)
    /// Google is in trouble, and still was after the retries.
    case unavailable(status: Int)
    /// Google answered, with something that is not what was asked for: a sign of a proxy, a portal, or a wrong address.
    case nonsense(Nonsense, expecting: Expected)

    /// What was asked for.
    public enum Expected: String, Sendable {
        /// The customers that an account reaches directly.
        case accessibleCustomers = "a list of customers"
        /// The rows of a search.
        case rows = "rows of a search"
        /// The networks of Ad Manager.
        case networks = "a list of networks"
    }

    /// What came instead.
    public enum Nonsense: Sendable, Equatable {
        /// Nothing.
        case empty
        /// A web page.
        case html
        /// No JSON, or not of the right shape, from this byte on.
        case malformed(offset: Int)
        /// A status that goes with nothing.
        case status(Int)
        /// A page that was given before, or more pages than there can be.
        case endless
        /// More customers than there can be below one account.
        case tooMany
    }

    /// Whether the same call may work later without anybody doing anything. Such a failure says nothing about a
    /// credential and never changes its state.
    public var isTransient: Bool {
        switch self {
        case .http(.configuration): false
        case .http, .unavailable, .nonsense: true
        case .refused(let refusal): refusal.cause == .quota
        }
    }

    /// From when on Google wants to be called again; nil where it did not say.
    public var retryAt: Timestamp? {
        switch self {
        case .http(.rateLimited(_, let until)): until.map { Timestamp($0) }
        case .refused(let refusal): refusal.retryAt
        case .http, .unavailable, .nonsense: nil
        }
    }
}

extension AdsError: CustomStringConvertible {
    /// One lower-case sentence for people.
    public var description: String {
        switch self {
        case .http(let failure): failure.description
        case .refused(let refusal): "google refused: \(refusal)"
        case .unavailable(let status): "google is in trouble (\(status)); try again later"
        case .nonsense(let what, let expected):
            "google answered with something that is not \(expected.rawValue): \(what)"
        }
    }
}

extension AdsError.Nonsense: CustomStringConvertible {
    /// What came, in plain words.
    public var description: String {
        switch self {
        case .empty: "nothing"
        case .html: "a web page"
        case .malformed(let offset): "no JSON of the right shape (at byte \(offset))"
        case .status(let status): "status \(status)"
        case .endless: "pages without end"
        case .tooMany: "more customers than there can be"
        }
    }

    /// What `bytes`, which could not be read from `offset` on, look like.
    init(_ bytes: [UInt8], malformedAt offset: Int) {
        let first = bytes.first { !" \t\r\n".utf8.contains($0) }
        self = first == nil ? .empty : first == UInt8(ascii: "<") ? .html : .malformed(offset: offset)
    }
}
