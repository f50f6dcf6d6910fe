import Testing

@testable import GoogleHTTP

struct HostIdentityTests {
    @Test(arguments: [
        ("oauth2.googleapis.com", "oauth2.googleapis.com"),
        ("oauth2.googleapis.com", "OAuth2.GoogleAPIs.COM"),
        ("oauth2.googleapis.com", "oauth2.googleapis.com."),
        ("oauth2.googleapis.com", "*.googleapis.com"),
        ("a.b.example.org", "*.b.example.org"),
        ("localhost", "localhost"),
    ])
    func `a name is covered`(host: String, name: String) {
        #expect(HostIdentity(host: host).covers(["elsewhere.example", name]))
    }

    @Test(arguments: [
        ("oauth2.googleapis.com", "accounts.google.com"),
        ("oauth2.googleapis.com", "googleapis.com"),
        ("oauth2.googleapis.com", "oauth2.googleapis.com.evil.example"),
        ("oauth2.googleapis.com", "*.com"),
        ("oauth2.googleapis.com", "*"),
        ("oauth2.googleapis.com", "*.*.com"),
        ("oauth2.googleapis.com", "oauth*.googleapis.com"),
        ("a.oauth2.googleapis.com", "*.googleapis.com"),
        ("googleapis.com", "*.googleapis.com"),
        (".googleapis.com", "*.googleapis.com"),
        ("example.org", "*.org"),
        ("oauth2.googleapis.com", "oauth2.googleapis.com\0.evil.example"),
        ("oauth2.googleapis.com", ""),
    ])
    func `a name is not covered`(host: String, name: String) {
        #expect(!HostIdentity(host: host).covers([name]))
    }

    @Test func `no names cover nobody`() {
        #expect(!HostIdentity(host: "oauth2.googleapis.com").covers([]))
    }
}
