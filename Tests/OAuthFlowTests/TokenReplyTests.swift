import Credentials
import Foundation
import GoogleHTTP
import Sealing
import Testing

@testable import OAuthFlow

struct TokenReplyTests {
    private func reply(_ body: String) throws(GoogleError) -> TokenReply {
        try TokenReply(bytes(body), clientID: clientID, at: now)
    }

    private let whole = """
        {"access_token": "ya29.access", "expires_in": 3599, "refresh_token": "1//refresh",
         "refresh_token_expires_in": 604799, "scope": "openid https://www.googleapis.com/auth/adwords",
         "token_type": "Bearer"}
        """

    @Test func `a whole reply is read`() throws {
        let reply = try reply(whole)
        #expect(reply.accessText == "ya29.access")
        #expect(reply.expiresIn == .seconds(3599))
        #expect(reply.refreshToken?.text() == "1//refresh")
        #expect(reply.refreshTokenExpiresIn == .seconds(604_799))
        #expect(reply.scopes == [.openID, .adwords])
        #expect(reply.identity == .unknown)
        #expect(reply.strangeFields == [])
    }

    @Test func `what Google may leave out is left out`() throws {
        let reply = try reply(#"{"access_token": "a", "expires_in": "17", "token_type": "bearer"}"#)
        #expect(reply.expiresIn == .seconds(17))
        #expect(reply.refreshToken?.text() == nil)
        #expect(reply.refreshTokenExpiresIn == nil)
        #expect(reply.scopes == nil)
        #expect(reply.account == nil)
    }

    @Test func `null is the same as nothing`() throws {
        let reply = try reply(
            #"{"access_token": "a", "expires_in": 1, "token_type": "Bearer", "refresh_token": null, "id_token": null}"#
        )
        #expect(reply.refreshToken?.text() == nil)
        #expect(reply.identity == .unknown)
    }

    @Test(arguments: [
        ("", GoogleError.Nonsense.empty), (" \n", .empty), ("<!DOCTYPE html><p>Sorry", .html), ("no", .notJSON),
        ("[]", .notAnObject), ("null", .notAnObject), ("17", .notAnObject), ("\"text\"", .notAnObject),
        (#"{"access_token": "ya29."#, .notJSON), ("{}", .field("token_type")), ("\0", .notJSON),
        ("\u{feff}<html>", .notJSON),
    ])
    func `what is no token reply is called what it is`(body: String, what: GoogleError.Nonsense) {
        #expect(throws: GoogleError.nonsense(what, expecting: .tokenReply)) { _ = try reply(body).expiresIn }
    }

    @Test(arguments: [
        ("access_token", "17"), ("access_token", "null"), ("access_token", "\"\""), ("access_token", "[]"),
        ("access_token", #""two words""#), ("access_token", #""line\nbreak""#), ("access_token", #""\u0000""#),
        ("access_token", #""ümlaut""#), ("expires_in", "\"soon\""), ("expires_in", "-1"), ("expires_in", "1.5"),
        ("expires_in", "null"), ("expires_in", "true"), ("expires_in", "9223372036854775807"),
        ("expires_in", "99999999999999999999"), ("expires_in", "\"3153600001\""), ("expires_in", "{}"),
        ("token_type", "\"DPoP\""), ("token_type", "\"mac\""), ("token_type", "null"), ("token_type", "17"),
    ])
    func `an access token that is none is refused, unless a refresh token came with it`(
        field: String,
        value: String
    ) throws {
        let error = GoogleError.nonsense(.field(field), expecting: .tokenReply)
        let alone = try whole(with: [field: value, "refresh_token": "null"])
        #expect(throws: error) { _ = try self.reply(alone).expiresIn }

        let reply = try self.reply(try whole(with: [field: value]))
        #expect(reply.refreshToken?.text() == "1//refresh")
        #expect(reply.defect == error)
        #expect(reply.scopes == [.openID, .adwords])
    }

    @Test(arguments: ["17", "\"\"", #""two words""#, "{}"])
    func `a refresh token that is none is refused`(value: String) throws {
        let body = try whole(with: ["refresh_token": value])
        #expect(throws: GoogleError.nonsense(.field("refresh_token"), expecting: .tokenReply)) {
            _ = try reply(body).expiresIn
        }
    }

    @Test(arguments: [
        ("refresh_token_expires_in", "-1"), ("refresh_token_expires_in", "\"x\""), ("refresh_token_expires_in", "true"),
        ("refresh_token_expires_in", "[604799]"), ("refresh_token_expires_in", "9223372036854775808"),
        ("scope", "[]"), ("scope", "17"), ("scope", #"["openid"]"#), ("id_token", "17"), ("id_token", "{}"),
    ])
    func `a strange field beside the tokens counts as absent, and is named`(field: String, value: String) throws {
        let reply = try self.reply(try whole(with: [field: value]))
        #expect(reply.refreshToken?.text() == "1//refresh")
        #expect(reply.accessText == "ya29.access")
        #expect(reply.strangeFields == [field])
        #expect(reply.refreshTokenExpiresIn == (field == "refresh_token_expires_in" ? nil : .seconds(604_799)))
        #expect(reply.scopes == (field == "scope" ? nil : [.openID, .adwords]))
        #expect(reply.identity == (field == "id_token" ? .refused(.malformed) : .unknown))
    }

    /// The whole reply with some fields changed, each to a piece of JSON.
    private func whole(with changes: [String: String]) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(whole.utf8)) as? [String: Any]
        let fields = try #require(object).mapValues { value in value is String ? "\"\(value)\"" : "\(value)" }
        let body = fields.merging(changes) { $1 }.map { "\"\($0)\": \($1)" }.joined(separator: ",")
        return "{\(body)}"
    }

    @Test(arguments: ["access_token", "refresh_token"])
    func `a token of 4096 bytes is taken, and one byte more is not`(field: String) throws {
        func body(_ count: Int) -> String {
            let long = String(repeating: "x", count: count)
            let access = field == "access_token" ? long : "a"
            let refresh = field == "refresh_token" ? #""refresh_token": "\#(long)","# : ""
            return #"{"access_token": "\#(access)", \#(refresh) "expires_in": 1, "token_type": "Bearer"}"#
        }
        #expect(try reply(body(4096)).expiresIn == .seconds(1))
        #expect(throws: GoogleError.nonsense(.field(field), expecting: .tokenReply)) {
            _ = try reply(body(4097)).expiresIn
        }
    }

    @Test func `an id token that must not be believed keeps its refresh token`() throws {
        let reply = try reply(
            #"{"access_token": "a", "expires_in": 1, "token_type": "Bearer", "refresh_token": "r", "id_token": "junk"}"#
        )
        #expect(reply.identity == .refused(.malformed))
        #expect(reply.refreshToken?.text() == "r")
        #expect(reply.account == nil)
    }

    @Test func `thousands of damaged replies are refused or read, and never trap`() {
        var generator = SeededGenerator(seed: 2026)
        let identity = IDTokenTests.token()
        let original = Array(whole.replacing("\"Bearer\"", with: "\"Bearer\", \"id_token\": \"\(identity)\"").utf8)
        var readable = 0
        for _ in 0..<4000 {
            var damaged = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !damaged.isEmpty {
                let place = Int.random(in: 0..<damaged.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: damaged[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: damaged.remove(at: place)
                case 2: damaged.insert(contentsOf: Array(#"{[",:\u9e0-"#.utf8).shuffled(using: &generator), at: place)
                case 3: damaged.removeLast(place)
                default: damaged.insert(contentsOf: damaged[place...].prefix(40), at: place)
                }
            }
            do throws(GoogleError) {
                let reply = try TokenReply(SecretBytes(copying: damaged.rawBytes), clientID: clientID, at: now)
                let tokens = [reply.accessText, reply.refreshToken?.text()].compactMap(\.self)
                #expect(!tokens.isEmpty && tokens.allSatisfy { (1...4096).contains($0.utf8.count) })
                #expect(now + (reply.expiresIn ?? .zero) >= now)
                readable += 1
            } catch {
                guard case .nonsense = error else {
                    Issue.record("a damaged reply is \(error)")
                    continue
                }
            }
        }
        #expect((1..<4000).contains(readable))
    }

    @Test func `deep nesting is refused`() {
        let body = String(repeating: "[", count: 500_000)
        #expect(throws: GoogleError.nonsense(.notJSON, expecting: .tokenReply)) { _ = try reply(body).expiresIn }
    }
}

/// SplitMix64: the same numbers every time.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
