import Credentials
import Testing

struct ScopeTests {
    @Test(arguments: [
        ("adwords", "https://www.googleapis.com/auth/adwords"),
        ("admanager.readonly", "https://www.googleapis.com/auth/admanager.readonly"),
        ("email", "https://www.googleapis.com/auth/userinfo.email"),
        ("openid", "openid"),
        ("https://www.googleapis.com/auth/adwords", "https://www.googleapis.com/auth/adwords"),
        ("urn:other:scope", "urn:other:scope"),
    ])
    func `a short form stands for Google's URL`(text: String, scope: String) throws {
        #expect(try Scope(text).description == scope)
    }

    @Test func `the named scopes are what their short forms spell`() throws {
        let named: [Scope] = [.adwords, .adManager, .adManagerReadOnly, .dfp, .openID, .email]
        #expect(
            try ["adwords", "admanager", "admanager.readonly", "dfp", "openid", "email"].map { try Scope($0) } == named
        )
    }

    @Test(arguments: ["", " ", "a b", "a\"b", "a\\b", "a\n", "é", "a\u{7f}", "a:" + String(repeating: "b", count: 255)])
    func `characters that RFC 6749 excludes, none and too many are refused`(text: String) {
        #expect(throws: Scope.Invalid.self) { try Scope(text) }
    }

    @Test(arguments: [223, 224])
    func `what a short form stands for is as short as any scope`(length: Int) throws {
        let scope = try Scope(String(repeating: "a", count: length))
        #expect(try Scope(scope.description) == scope)
    }

    @Test func `a short form of which Google's URL is too long is refused`() {
        #expect(throws: Scope.Invalid.self) { try Scope(String(repeating: "a", count: 225)) }
    }

    @Test func `a list keeps its order, each scope once, and leaves out what is none`() {
        let list = Scope.list("openid  adwords é openid https://www.googleapis.com/auth/adwords")
        #expect(list == [.openID, .adwords])
        #expect(Scope.list("").isEmpty)
    }

    @Test(arguments: [(Scope.adwords, "adwords"), (.openID, "openid"), (.email, "userinfo.email")])
    func `people read a scope without Google's prefix`(scope: Scope, short: String) throws {
        #expect(scope.shortForm == short)
        #expect(try Scope(short) == scope)
    }
}
