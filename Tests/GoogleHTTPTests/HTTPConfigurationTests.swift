import Testing

@testable import GoogleHTTP

struct HTTPConfigurationTests {
    @Test func `an empty environment goes straight to Google`() throws {
        let configuration = try HTTPConfiguration(environment: ["PATH": "/bin"])
        #expect(configuration.googleBase == nil)
        #expect(configuration.proxy == nil)
        #expect(configuration.certificateFile == nil)
    }

    @Test(arguments: ["ADSVAULT_GOOGLE_URL", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "SSL_CERT_FILE"])
    func `an empty variable counts as unset`(name: String) throws {
        let configuration = try HTTPConfiguration(environment: [name: ""])
        #expect(configuration.googleBase == nil)
        #expect(configuration.proxy == nil)
        #expect(configuration.certificateFile == nil)
    }

    @Test func `an empty variable lets the lower-case one speak`() throws {
        let configuration = try HTTPConfiguration(environment: ["HTTPS_PROXY": "", "https_proxy": "proxy.example:3128"])
        #expect(configuration.proxy?.host == "proxy.example")
    }

    @Test(arguments: [
        ("https://oauth2.googleapis.com/token", "http://127.0.0.1:4000/token"),
        ("https://accounts.google.com/o/oauth2/v2/auth?a=b", "http://127.0.0.1:4000/o/oauth2/v2/auth?a=b"),
        ("https://auth.example.org/token", "https://auth.example.org/token"),
    ])
    func `Google folds onto the base and nobody else does`(from: String, to: String) throws {
        let configuration = try HTTPConfiguration(environment: ["ADSVAULT_GOOGLE_URL": "http://127.0.0.1:4000"])
        #expect(configuration.folded(try Address(from)).description == to)
    }

    @Test(arguments: [
        "http://example.org:4000", "https://127.0.0.1:4000", "http://localhost:4000", "http://127.0.0.1:4000/base",
        "http://127.0.0.1:4000/?a", "127.0.0.1:4000", "nonsense",
    ])
    func `a base that is not a loopback address is refused`(base: String) {
        #expect(
            throws: HTTPFailure.configuration(
                "ADSVAULT_GOOGLE_URL must be http://127.0.0.1:PORT, on a loopback address and without a path"
            )
        ) { try HTTPConfiguration(environment: ["ADSVAULT_GOOGLE_URL": base]) }
    }

    @Test(arguments: [
        ("http://proxy.example:3128", "proxy.example:3128"), ("proxy.example:3128", "proxy.example:3128"),
        ("http://proxy.example/", "proxy.example:80"), ("http://[::1]:3128", "::1:3128"),
        ("http://user:word@proxy.example:3128", "proxy.example:3128"),
    ])
    func `a proxy is a host and a port`(text: String, shown: String) throws {
        #expect(try Proxy(text).description == shown)
    }

    @Test(arguments: ["socks5://proxy.example", "https://proxy.example", "http://", "http://proxy.example/path"])
    func `a proxy of another kind is refused`(text: String) {
        #expect(
            throws: HTTPFailure.configuration(
                "HTTPS_PROXY must be http://HOST:PORT, with a user and password if need be"
            )
        ) { try Proxy(text) }
    }

    @Test func `a proxy's password is in no description`() throws {
        let proxy = try Proxy("http://user:secret%20word@proxy.example:3128")
        #expect(proxy.login == Proxy.Login(user: "user", password: "secret word"))
        var dumped = ""
        dump(proxy, to: &dumped)
        var configuration = HTTPConfiguration()
        configuration.proxy = proxy
        for shown in ["\(proxy)", "\(configuration)", String(reflecting: proxy), dumped] {
            #expect(!shown.contains("secret"))
        }
    }

    @Test(arguments: [
        ("example.org", true), ("sub.example.org", true), ("badexample.org", false), ("example.org.evil", false),
        ("dotted.example.net", true), ("star.example.com", true), ("192.0.2.7", true), ("192.0.2.8", false),
        ("2001:db8::1", true),
    ])
    func `a listed host and what is below it goes without the proxy`(host: String, isExcepted: Bool) {
        let exceptions = ProxyExceptions("example.org, .example.net,*.example.com,192.0.2.7,[2001:db8::1]")
        #expect(exceptions.contain(host: host, port: 443) == isExcepted)
    }

    @Test func `an exception with a port is for that port`() {
        let exceptions = ProxyExceptions("example.org:8443")
        #expect(exceptions.contain(host: "example.org", port: 8443))
        #expect(!exceptions.contain(host: "example.org", port: 443))
    }

    @Test func `a star excepts everything`() {
        #expect(ProxyExceptions("*").contain(host: "oauth2.googleapis.com", port: 443))
    }

    @Test func `loopback addresses have no proxy`() throws {
        let configuration = try HTTPConfiguration(environment: ["HTTPS_PROXY": "proxy.example:3128"])
        #expect(configuration.proxy(for: try Address("http://127.0.0.1:4000/")) == nil)
        #expect(configuration.proxy(for: try Address("https://127.0.0.1/")) == nil)
        #expect(configuration.proxy(for: try Address("https://oauth2.googleapis.com/")) != nil)
    }

    @Test func `a certificate file that is none is refused before a call`() {
        var configuration = HTTPConfiguration()
        configuration.certificateFile = "/nonexistent.pem"
        #expect(throws: HTTPFailure.configuration("SSL_CERT_FILE: /nonexistent.pem cannot be read as PEM certificates"))
        {
            try LiveTransport(configuration)
        }
    }
}
