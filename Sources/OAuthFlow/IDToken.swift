public import Credentials
import Foundation

/// What an id_token says about the account, after its claims were checked (OpenID Connect Core §3.1.3.7).
///
/// The signature is not looked at: the token comes from the token endpoint itself, over TLS, and there the standard
/// lets the identity of the server stand for it (number 6 of that list).
public struct IDToken: Sendable, Equatable {
    /// Google's unchanging number for the account.
    public let subject: String
    /// The account's address, where the scope was granted.
    public let email: String?
    /// Whether Google has seen that the address is the account's; nil where it does not say.
    public let isEmailVerified: Bool?
    /// The Workspace domain, where the account belongs to one.
    public let hostedDomain: String?

    /// The account.
    public var account: Account { Account(email: email, subject: subject) }

    /// Why an id_token must not be believed.
    public enum Defect: Error, Sendable, Equatable {
        /// Not three parts with claims in the second, or claims of wrong types.
        case malformed
        /// Somebody other than Google issued it.
        case issuer
        /// It was made for another client.
        case audience
        /// Its time is over by this machine's clock, or the clock is wrong.
        case expired
    }

    /// How far this machine's clock may be off.
    static let leeway: Duration = .seconds(300)

    /// Reads `text` and checks the claims against the client that asked and the time.
    static func read(_ text: String, clientID: String, at now: Timestamp) -> Result<IDToken, Defect> {
        guard let claims = claims(text), let expiry = claims.exp.lifetimeEnd else { return .failure(.malformed) }
        guard ["https://accounts.google.com", "accounts.google.com"].contains(claims.iss) else {
            return .failure(.issuer)
        }
        guard claims.aud.names(clientID), claims.azp == nil || claims.azp == clientID else {
            return .failure(.audience)
        }
        guard now < expiry + leeway else { return .failure(.expired) }
        guard isSubject(claims.sub) else { return .failure(.malformed) }
        return .success(
            IDToken(
                subject: claims.sub,
                email: claims.email.flatMap { isEmail($0) ? $0 : nil },
                isEmailVerified: claims.email_verified?.value,
                hostedDomain: claims.hd
            )
        )
    }

    /// Whether `text` can be an account's number: 255 ASCII characters at most (OpenID Connect Core §2).
    static func isSubject(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    /// Whether `text` is short enough for an address (RFC 5321 §4.5.3.1.3). A longer one counts as absent: it is written
    /// beside a token, which must fit.
    static func isEmail(_ text: String) -> Bool {
        (1...254).contains(text.utf8.count)
    }

    private struct Claims: Decodable {
        let iss: String
        let aud: Audience
        let azp: String?
        let sub: String
        let exp: WholeNumber
        let email: String?
        let email_verified: TruthValue?
        let hd: String?
    }

    /// One client, or a list of them. In a list every other party would hold a token as good as ours, so only a
    /// list of one is taken.
    private struct Audience: Decodable {
        let clients: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            // Either form is valid; the second attempt throws where it is neither.
            if let client = try? container.decode(String.self) {
                clients = [client]
            } else {
                clients = try container.decode([String].self)
            }
        }

        func names(_ client: String) -> Bool { clients == [client] }
    }

    private static func claims(_ text: String) -> Claims? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, text.utf8.count <= 16_384 else { return nil }
        var base64 = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: base64) else { return nil }
        // Whatever is wrong with them, they cannot be believed.
        return try? JSONDecoder().decode(Claims.self, from: data)
    }
}

extension WholeNumber {
    /// The number as seconds since 1970, up to the year 9999; else nil.
    fileprivate var lifetimeEnd: Timestamp? {
        (0...253_402_300_799).contains(value) ? Timestamp(milliseconds: value * 1000) : nil
    }
}
