public import Sealing

/// One HTTP request: where to, what with, and whether it may be sent twice.
public struct Call: ~Copyable, Sendable {
    /// How it is sent.
    public enum Method: String, Sendable {
        /// To read.
        case get = "GET"
        /// To hand over a body.
        case post = "POST"
    }

    /// What sending it a second time does.
    public enum Repetition: Sendable {
        /// The same as sending it once.
        case harmless
        /// Something else, so it is repeated only where Google cannot have acted on the first.
        case onlyIfUnprocessed
    }

    /// How it is sent.
    public let method: Method
    /// Where it goes.
    public let address: Address
    /// Its body, where it has one.
    public let body: SecretBytes?
    /// What the body is, as a media type.
    public let contentType: String?
    /// The access token for the Authorization header (RFC 6750 §2.1).
    public let bearer: SecretBytes?
    /// The developer token of the Google Ads API for the header of its name, where there is one.
    public var developerToken: SecretBytes?
    /// Further headers. Not for secrets.
    public var headers: [String: String] = [:]
    /// What sending it a second time does.
    public let repetition: Repetition
    /// The longest answer that is read, in bytes.
    public var answerLimit = 1 << 20
    /// Whether its answer is awaited although the task is cancelled: for one that may hold the only copy of a secret. What
    /// has not begun by then is not begun.
    public var outlivesCancellation = false
    /// Whether an answer is a passing trouble although its status does not say so.
    public var isTransient: @Sendable (borrowing Answer) -> Bool = { _ in false }
    /// How long the body of a passing answer asks to be left alone, for APIs that say it there and not in Retry-After.
    public var pauseAsked: @Sendable (borrowing Answer) -> Duration? = { _ in nil }
    /// The pace that this call keeps together with others; nil keeps that of the transport.
    public var pace: Pace?
    /// The Cloud project whose quota it is charged to, where the host counts by project.
    public var project: String?

    /// A form, sent by POST.
    public init(post form: consuming Form, to address: Address, repetition: Repetition = .harmless) {
        method = .post
        self.address = address
        body = form.finish()
        contentType = "application/x-www-form-urlencoded"
        bearer = nil
        self.repetition = repetition
    }

    /// A document, sent by POST with an access token.
    public init(
        post body: consuming SecretBytes,
        contentType: String,
        to address: Address,
        bearer: consuming SecretBytes?,
        repetition: Repetition
    ) {
        method = .post
        self.address = address
        self.body = consume body
        self.contentType = contentType
        self.bearer = bearer
        self.repetition = repetition
    }

    /// A question that needs an access token.
    public init(get address: Address, bearer: consuming SecretBytes?) {
        method = .get
        self.address = address
        body = nil
        contentType = nil
        self.bearer = bearer
        repetition = .harmless
    }
}

/// What came back: the status, the headers, and the body, which may hold tokens.
public struct Answer: ~Copyable, Sendable {
    /// The HTTP status.
    public let status: Int
    /// The whole body.
    public let body: SecretBytes
    private let headers: [String: String]

    /// An answer as it came. Of headers of one name the first counts; letter case does not.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: consuming SecretBytes) {
        self.status = status
        self.body = consume body
        self.headers = Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
    }

    /// The value of the header `name`.
    public borrowing func header(_ name: String) -> String? {
        headers[name.lowercased()]
    }
}
