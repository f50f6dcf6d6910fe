import Credentials
import Foundation
import GoogleHTTP
import Sealing
import Synchronization

@testable import GoogleAds

/// A transport that answers each call by what `answer` makes of it, and keeps what it was sent.
final class FakeGoogle: Transport {
    struct Sent: Sendable, Equatable {
        var method: String
        var address: String
        var headers: [String: String]
        var body: String
        var bearer: String?
        var developerToken: String?

        /// The field of the body named `key`.
        func field(_ key: String) -> String? {
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8))  // A GET has no body.
            return (object as? [String: Any])?[key] as? String
        }
    }

    struct Reply: Sendable {
        var status = 200
        var headers: [(name: String, value: String)] = []
        var body: String
    }

    private let log = Mutex<[Sent]>([])
    private let answer: @Sendable (Sent) throws(HTTPFailure) -> Reply

    init(_ answer: @escaping @Sendable (Sent) throws(HTTPFailure) -> Reply) {
        self.answer = answer
    }

    /// Gives one reply after the other.
    convenience init(_ replies: Reply...) {
        let left = Mutex(replies)
        self.init { (_) throws(HTTPFailure) in
            guard let reply = left.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
                throw .configuration("the script is over")
            }
            return reply
        }
    }

    /// What it answers to `sent`, without keeping it.
    func reply(to sent: Sent) throws(HTTPFailure) -> Reply { try answer(sent) }

    var sent: [Sent] { log.withLock { $0 } }

    func send(_ call: borrowing Call, within limit: Duration) async throws(HTTPFailure) -> Answer {
        guard !Task.isCancelled else { throw .cancelled }
        let sent = Sent(
            method: call.method.rawValue,
            address: call.address.description,
            headers: call.headers,
            body: call.body?.text() ?? "",
            bearer: call.bearer?.text(),
            developerToken: call.developerToken?.text()
        )
        log.withLock { $0.append(sent) }
        await Task.yield()
        let reply = try answer(sent)
        return Answer(status: reply.status, headers: reply.headers, body: bytes(reply.body))
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

/// The moment at which the tests take place.
let now = Timestamp(milliseconds: 1_795_000_000_000)

func ads(_ transport: any Transport, version: AdsVersion = .current, pace: Pace? = nil) -> AdsAPI {
    AdsAPI(transport: transport, now: { now }, version: version, pace: pace)
}

/// A customer's number with these last digits.
func id(_ number: Int) -> CustomerID {
    let digits = String(number)
    guard let id = try? CustomerID(String(repeating: "0", count: 10 - digits.count) + digits) else {
        preconditionFailure("\(number) has more than ten digits")
    }
    return id
}

/// An error document of the Google Ads API, with one error.
func refusal(
    _ category: String,
    _ code: String,
    status: Int = 403,
    message: String = "No.",
    details: String = ""
) -> FakeGoogle.Reply {
    let details = details.isEmpty ? "" : #", "details": \#(details)"#
    return FakeGoogle.Reply(
        status: status,
        body: """
            {"error": {"code": \(status), "message": "Request is bad.", "status": "PERMISSION_DENIED", "details": [{
              "@type": "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure",
              "errors": [{"errorCode": {"\(category)": "\(code)"}, "message": "\(message)",
                "trigger": {"stringValue": "x"}, "location": {"fieldPathElements": [{"fieldName": "y"}]}\(details)}],
              "requestId": "Abc_123-x"}]}}
            """
    )
}
