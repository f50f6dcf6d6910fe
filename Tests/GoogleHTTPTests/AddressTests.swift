import Testing

@testable import GoogleHTTP

struct AddressTests {
    @Test(arguments: [
        ("https://oauth2.googleapis.com/token", "https://oauth2.googleapis.com/token"),
        ("HTTPS://OAuth2.GoogleAPIs.com/Token", "https://oauth2.googleapis.com/Token"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org:443/a?b=c%20d", "https://example.org/a?b=c%20d"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("http://127.9.9.9/x", "http://127.9.9.9/x"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("https://192.0.2.7/", "https://192.0.2.7/"),
    ])
    func `an address is written as it is called`(text: String, written: String) throws {
        #expect(try Address(text).description == written)
    }

    @Test(arguments: [
        ("http://example.org/", Address.Invalid.insecure(host: "example.org")),
        ("http://localhost:8080/", .insecure(host: "localhost")),
        ("http://127.0.0.1.example.org/", .insecure(host: "127.0.0.1.example.org")),
        ("http://0177.0.0.1/", .insecure(host: "0177.0.0.1")),
        ("http://127.1/", .insecure(host: "127.1")),
        ("http://10.0.0.1/", .insecure(host: "10.0.0.1")),
        ("ftp://example.org/", .scheme("ftp")),
        ("file:///etc/passwd", .scheme("file")),
        ("https://", .malformed),
        ("https:///token", .malformed),
        ("oauth2.googleapis.com/token", .malformed),
        ("", .malformed),
        ("https://user@example.org/", .malformed),
        ("https://user:word@example.org/", .malformed),
        ("https://example.org/#part", .malformed),
        ("https://example..org/", .malformed),
        ("https://exa_mple.org/", .malformed),
        ("https://example.org:0/", .malformed),
        ("https://example.org:65536/", .malformed),
        ("https://[::1%25lo]/", .malformed),
    ])
    func `what could be called wrongly is no address`(text: String, reason: Address.Invalid) {
        #expect(throws: reason) { try Address(text) }
    }

    @Test(arguments: [
        ("https://oauth2.googleapis.com/token", true), ("https://accounts.google.com/o/oauth2/v2/auth", true),
        ("https://google.com/", true), ("https://notgoogle.com/", false), ("https://google.com.example.org/", false),
    ])
    func `a host is Google's by its last labels`(text: String, isGoogle: Bool) throws {
        #expect(try Address(text).isGoogle == isGoogle)
    }
}
