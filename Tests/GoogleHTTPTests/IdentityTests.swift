import GoogleHTTP
import Testing

/// Against a real TLS server, by the name `localhost`, with an authority that the client trusts.
struct IdentityTests {
    private let authority: Authority
    private let trusting: HTTPConfiguration

    init() throws {
        authority = try Authority()
        var configuration = HTTPConfiguration()
        configuration.certificateFile = authority.file
        trusting = configuration
    }

    @Test(arguments: ["DNS:localhost", "DNS:elsewhere.example,DNS:LOCALHOST,IP:192.0.2.1"])
    func `a certificate for the name is accepted`(names: String) async throws {
        try await TLSServer.serving(authority.issue(alternativeNames: names)) { server in
            let answer = try await send(to: "https://localhost:\(server.port)/revoke", trusting)
            #expect(answer == (200, "{}"))
            #expect(server.text.contains("POST /revoke HTTP/1.1"))
        }
    }

    @Test func `a certificate for the address alone is refused before a byte of the call`() async throws {
        let identity = try authority.issue(alternativeNames: "DNS:elsewhere.example,IP:127.0.0.1,IP:::1")
        try await TLSServer.serving(identity) { server in
            await #expect(throws: HTTPFailure.network(.identity, host: "localhost")) {
                try await send(to: "https://localhost:\(server.port)/revoke", trusting)
            }
            #expect(server.bytes.isEmpty)
        }
    }

    @Test func `the same certificate is right for the address itself`() async throws {
        let identity = try authority.issue(alternativeNames: "DNS:elsewhere.example,IP:127.0.0.1")
        try await TLSServer.serving(identity) { server in
            let answer = try await send(to: "https://127.0.0.1:\(server.port)/", trusting)
            #expect(answer.status == 200)
        }
    }

    @Test func `a common name proves nothing`() async throws {
        let identity = try authority.issue(commonName: "localhost", alternativeNames: nil)
        try await TLSServer.serving(identity) { server in
            await #expect(throws: HTTPFailure.network(.identity, host: "localhost")) {
                try await send(to: "https://localhost:\(server.port)/", trusting)
            }
            #expect(server.bytes.isEmpty)
        }
    }

    @Test func `a certificate for another name is refused before a byte of the call`() async throws {
        try await TLSServer.serving(authority.issue(alternativeNames: "DNS:elsewhere.example")) { server in
            await #expect(throws: HTTPFailure.network(.identity, host: "localhost")) {
                try await send(to: "https://localhost:\(server.port)/", trusting)
            }
            #expect(server.bytes.isEmpty)
        }
    }

    @Test func `an authority that nobody here knows is refused`() async throws {
        let stranger = try Authority()
        try await TLSServer.serving(stranger.issue(alternativeNames: "DNS:localhost")) { server in
            await #expect(throws: HTTPFailure.network(.certificate, host: "localhost")) {
                try await send(to: "https://localhost:\(server.port)/", trusting)
            }
            #expect(server.bytes.isEmpty)
        }
    }

    @Test func `the system's authorities know nothing of this one`() async throws {
        try await TLSServer.serving(authority.issue(alternativeNames: "DNS:localhost")) { server in
            await #expect(throws: HTTPFailure.network(.certificate, host: "localhost")) {
                try await send(to: "https://localhost:\(server.port)/")
            }
        }
    }

    @Test func `over HTTP 2 a certificate for the address alone is refused before a request`() async throws {
        let identity = try authority.issue(alternativeNames: "IP:127.0.0.1,IP:::1")
        try await TLSServer.serving(identity, .http2) { server in
            await #expect(throws: HTTPFailure.network(.identity, host: "localhost")) {
                try await send(to: "https://localhost:\(server.port)/", trusting)
            }
            // The preface and settings of the connection, and not one stream.
            #expect(server.text.hasPrefix("PRI * HTTP/2.0"))
            #expect(server.frameTypes.allSatisfy { ![0, 1].contains($0) })
        }
    }

    @Test func `over HTTP 2 a right certificate gets its request`() async throws {
        try await TLSServer.serving(authority.issue(alternativeNames: "DNS:localhost"), .http2) { server in
            await #expect(throws: HTTPFailure.network(.connectionLost, host: "localhost")) {
                try await send(to: "https://localhost:\(server.port)/", trusting)
            }
            #expect(server.frameTypes.contains(1))
        }
    }

    @Test func `many refused connections leave the client standing`() async throws {
        let identity = try authority.issue(alternativeNames: "IP:127.0.0.1,IP:::1")
        try await TLSServer.serving(identity) { server in
            let failures = await withTaskGroup(of: HTTPFailure?.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        do {
                            _ = try await send(to: "https://localhost:\(server.port)/", trusting)
                            return nil
                        } catch {
                            return error as? HTTPFailure
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(failures == Array(repeating: .network(.identity, host: "localhost"), count: 64))
            #expect(server.bytes.isEmpty)
        }
    }
}
