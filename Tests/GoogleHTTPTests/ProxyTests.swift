import GoogleHTTP
import Testing

struct ProxyTests {
    private func configuration(_ authority: Authority, proxy: TunnelProxy, login: String = "") throws
        -> HTTPConfiguration
    {
        try HTTPConfiguration(environment: [
            "HTTPS_PROXY": "http://\(login)127.0.0.1:\(proxy.port)", "SSL_CERT_FILE": authority.file,
        ])
    }

    @Test func `a call goes through the proxy to the host it is for`() async throws {
        let authority = try Authority()
        try await TLSServer.serving(authority.issue(alternativeNames: "DNS:google.test")) { server in
            try await TunnelProxy.serving(to: server.port) { proxy in
                let answer = try await send(to: "https://google.test/revoke", configuration(authority, proxy: proxy))
                #expect(answer.status == 200)
                #expect(proxy.heads.count == 1)
                #expect(proxy.heads[0].hasPrefix("CONNECT google.test:443 HTTP/1.1\r\n"))
                #expect(server.text.contains("POST /revoke HTTP/1.1"))
            }
        }
    }

    @Test func `the proxy gets the password and nothing of the call`() async throws {
        let authority = try Authority()
        try await TLSServer.serving(authority.issue(alternativeNames: "DNS:google.test")) { server in
            try await TunnelProxy.serving(to: server.port) { proxy in
                let settings = try configuration(authority, proxy: proxy, login: "user:word@")
                let answer = try await send(to: "https://google.test/revoke", settings)
                #expect(answer.status == 200)
                #expect(proxy.heads[0].lowercased().contains("proxy-authorization: basic dxnlcjp3b3jk"))
                #expect(!proxy.heads[0].contains("revoke"))
            }
        }
    }

    @Test func `behind the proxy the certificate must still be the host's`() async throws {
        let authority = try Authority()
        try await TLSServer.serving(authority.issue(alternativeNames: "DNS:proxy.test,IP:127.0.0.1")) { server in
            try await TunnelProxy.serving(to: server.port) { proxy in
                await #expect(throws: HTTPFailure.network(.identity, host: "google.test")) {
                    try await send(to: "https://google.test/", configuration(authority, proxy: proxy))
                }
                #expect(server.bytes.isEmpty)
            }
        }
    }

    @Test(arguments: [
        "HTTP/1.1 407 Login first\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
    ])
    func `a proxy that says no is named as the reason`(refusal: String) async throws {
        let authority = try Authority()
        try await TunnelProxy.serving(to: 1, refusal: refusal) { proxy in
            await #expect(throws: HTTPFailure.network(.proxy, host: "google.test")) {
                try await send(to: "https://google.test/", configuration(authority, proxy: proxy))
            }
        }
    }
}
