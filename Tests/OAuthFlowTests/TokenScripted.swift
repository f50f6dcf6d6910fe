import Credentials
import GoogleHTTP
import OAuthFlow
import Sealing
import Synchronization

/// A transport that gives one written answer after the other and keeps what it was sent.
final class ScriptedTransport: Transport {
    struct Reply: Sendable {
        var status = 200
        var body: String
    }

    struct Sent: Sendable, Equatable {
        let method: String
        let address: String
        let body: String
        let bearer: String?
        let isSingleUse: Bool
    }

    private let replies: Mutex<[Result<Reply, HTTPFailure>]>
    private let log = Mutex<[Sent]>([])

    init(_ replies: Result<Reply, HTTPFailure>...) {
        self.replies = Mutex(replies)
    }

    var sent: [Sent] { log.withLock { $0 } }

    func send(_ call: borrowing Call, within limit: Duration) async throws(HTTPFailure) -> Answer {
        let sent = Sent(
            method: call.method.rawValue,
            address: call.address.description,
            body: call.body?.text() ?? "",
            bearer: call.bearer?.text(),
            isSingleUse: call.repetition == .onlyIfUnprocessed
        )
        log.withLock { $0.append(sent) }
        let reply = try replies.withLock {
            $0.isEmpty ? .failure(.configuration("the script is over")) : $0.removeFirst()
        }
        .get()
        return Answer(status: reply.status, body: bytes(reply.body))
    }
}

/// Text as secret bytes, and back, for tests alone.
func bytes(_ text: String) -> SecretBytes {
    SecretBytes(copying: Array(text.utf8).rawBytes)
}

extension SecretBytes {
    borrowing func text() -> String {
        withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
    }
}

extension TokenReply {
    /// How long the access token lives; nil where there is none.
    var expiresIn: Duration? {
        switch access {
        case .success(let access): access.expiresIn
        case .failure: nil
        }
    }

    /// The access token as text; nil where there is none.
    var accessText: String? {
        switch access {
        case .success(let access): access.token.text()
        case .failure: nil
        }
    }

    /// What is wrong with the access token.
    var defect: GoogleError? {
        switch access {
        case .success: nil
        case .failure(let error): error
        }
    }
}

/// The moment at which the tests take place, and the client they use.
let now = Timestamp(milliseconds: 1_795_000_000_000)
let clientID = "123456-abc.apps.googleusercontent.com"

func client(_ endpoints: OAuthClient.Endpoints = .google, id: String = clientID) throws -> OAuthClient {
    OAuthClient(
        name: try Name("main"),
        id: id,
        kind: .installed,
        project: "project",
        endpoints: endpoints,
        redirectURIs: [],
        createdAt: now
    )
}

func google(_ transport: any Transport) -> Google {
    Google(transport: transport) { now }
}
