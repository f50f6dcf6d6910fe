import GoogleHTTP
import Sealing

/// The error document of RFC 6749 §5.2, or the one of Google's APIs, made fit to be shown.
struct OAuthErrorReply: Equatable {
    /// The code: at most 64 characters of letters, digits and `_.-`.
    let code: String
    /// The description, redacted.
    let description: String?
    /// Google's finer code.
    let subtype: String?

    /// Reads the error in `answer`; nil where it holds none, or one that cannot be shown.
    init?(_ answer: borrowing Answer) {
        // No error document is no failure here: the caller says what the answer is instead.
        let fields: Fields? = try? answer.body.decoded(expecting: .tokenReply)
        guard let fields, let code = Self.code(fields.error.code) else { return nil }
        self.code = code
        description = (fields.error_description ?? fields.error.message).map(GoogleSecret.redact)
        subtype = fields.error_subtype.flatMap(Self.code)
    }

    /// Whether Google means that it may work in a moment.
    var isTransient: Bool {
        ["temporarily_unavailable", "server_error", "internal_failure"].contains(code)
    }

    /// Whether Google misses domain-wide delegation to a service account.
    var isAboutDelegation: Bool {
        description?.hasPrefix("Client is unauthorized to retrieve access tokens using this method") == true
    }

    /// Whether Google finds that a service account's assertion is not of this time.
    var isAboutTime: Bool {
        description?.hasPrefix("Invalid JWT: Token must be a short-lived token") == true
    }

    private struct Fields: Decodable {
        let error: ErrorField
        let error_description: String?
        let error_subtype: String?
    }

    /// A code alone, as OAuth has it, or an object with status and message, as Google's APIs have it.
    private struct ErrorField: Decodable {
        let code: String
        let message: String?

        private enum CodingKeys: String, CodingKey {
            case status, message
        }

        init(from decoder: any Decoder) throws {
            // Either form is valid; the second attempt throws where it is neither.
            if let code = try? decoder.singleValueContainer().decode(String.self) {
                self.code = code
                message = nil
            } else {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                code = try container.decode(String.self, forKey: .status)
                message = try container.decodeIfPresent(String.self, forKey: .message)
            }
        }
    }

    private static func code(_ text: String) -> String? {
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): true
            default: false
            }
        }
        return allowed && (1...64).contains(text.utf8.count) ? GoogleSecret.redact(text) : nil
    }
}

extension GoogleError {
    /// What an answer that is not the one hoped for means.
    init(refusing answer: borrowing Answer, expecting expected: Expected) {
        let status = answer.status
        let reply = OAuthErrorReply(answer)
        if status == 408 || status == 429 || (500..<600).contains(status) || reply?.isTransient == true {
            self = .unavailable(status: status)
            return
        }
        guard let reply, (400..<500).contains(status) else {
            self = .nonsense(.status(status), expecting: expected)
            return
        }
        let refusal = Refusal(status: status, code: reply.code, description: reply.description)
        self =
            switch reply.code {
            case "invalid_grant" where reply.isAboutTime: .clock(refusal)
            case "invalid_grant": .invalidGrant(GrantTrouble(reply), refusal)
            case "invalid_client", "deleted_client", "disabled_client": .invalidClient(refusal)
            case "unauthorized_client" where reply.isAboutDelegation: .delegation(refusal)
            case "unauthorized_client": .unauthorizedClient(refusal)
            case "redirect_uri_mismatch": .redirectURIMismatch(refusal)
            case "invalid_scope": .invalidScope(refusal)
            case "invalid_token": .invalidToken(refusal)
            default: .other(refusal)
            }
    }
}

extension GoogleError.GrantTrouble {
    fileprivate init(_ reply: OAuthErrorReply) {
        self =
            switch (reply.subtype, reply.description) {
            case ("invalid_rapt", _), ("rapt_required", _): .signInAgain
            case (_, "Token has been expired or revoked."?): .expiredOrRevoked
            case (_, "Bad Request"?): .badRequest
            case (_, "Account has been deleted"?): .accountDeleted
            case (_, let words?) where words.hasPrefix("Invalid JWT Signature"): .keyRefused
            case (_, let words?) where words.hasPrefix("Robot is disabled"): .keyRefused
            case (_, let words?) where words.hasPrefix("Invalid grant: account not found"): .accountNotFound
            case (_, let words?) where words.hasPrefix("Invalid email or User ID"): .accountNotFound
            default: .other
            }
    }
}
