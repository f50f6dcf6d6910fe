import Credentials
import Foundation
import GoogleHTTP
import GoogleSandbox
import OAuthFlow
import Sealing
import Testing

/// Against a stand-in for Google over real sockets, through the retries.
struct TokenLifeTests {
    private struct Setting {
        let sandbox: Sandbox
        let google: OAuthFlow.Google
        let client: OAuthClient
        let secret: String
        let refreshToken: String
    }

    /// An account whose refresh token exists already.
    private func withGrant(_ body: (Setting) async throws -> Void) async throws {
        try await withSandbox { sandbox in
            await sandbox.google.addAccount("a@example.org", sub: "110")
            let made = await sandbox.google.addClient()
            let tokens = try await sandbox.google.mint(account: "a@example.org", client: made.id)
            let live = try LiveTransport(HTTPConfiguration(environment: ["ADSVAULT_GOOGLE_URL": sandbox.baseURL]))
            let clock = ContinuousClock()
            let start = clock.now
            let pacing = Pacing(elapsed: { clock.now - start }, now: { Date() }, sleep: { _ in }, chance: { 0 })
            let transport = RetryingTransport(live, callLimit: .seconds(3), pacing: pacing)
            let setting = Setting(
                sandbox: sandbox,
                google: Google(transport: transport) { Timestamp(Date()) },
                client: try OAuthFlowTests.client(id: made.id),
                secret: made.secret,
                refreshToken: tokens[0]
            )
            do {
                try await body(setting)
                await live.shutdown()
            } catch {
                await live.shutdown()
                throw error
            }
        }
    }

    private func refresh(_ setting: Setting) async throws -> TokenReply {
        try await setting.google.refresh(
            refreshToken: bytes(setting.refreshToken),
            client: setting.client,
            secret: bytes(setting.secret)
        )
    }

    @Test func `a refresh gives a token that Google knows`() async throws {
        try await withGrant { setting in
            let reply = try await refresh(setting)
            let account = Account(email: "a@example.org", subject: "110")
            #expect(reply.account == account)
            #expect(reply.expiresIn == .seconds(3599))
            let access = bytes(reply.accessText ?? "")
            let info = try await setting.google.tokenInfo(accessToken: access, client: setting.client)
            #expect(info.audience == setting.client.id)
            #expect(info.account == account)
        }
    }

    @Test func `a revocation ends the grant, and a second one finds it dead`() async throws {
        try await withGrant { setting in
            let first = try await setting.google.revoke(bytes(setting.refreshToken), client: setting.client)
            let second = try await setting.google.revoke(bytes(setting.refreshToken), client: setting.client)
            #expect(first == .revoked)
            #expect(second == .alreadyDead)
            await #expect { _ = try await refresh(setting).expiresIn } throws: { error in
                guard case .invalidGrant(.expiredOrRevoked, _)? = error as? GoogleError else { return false }
                return true
            }
        }
    }

    @Test func `trouble that passes is not seen`() async throws {
        try await withGrant { setting in
            for trouble: Misbehaviour in [.status(503), .truncate, .silence, .status(429, retryAfterSeconds: 1)] {
                await setting.sandbox.google.misbehave(trouble, at: .token)
            }
            let reply = try await refresh(setting)
            #expect(reply.expiresIn == .seconds(3599))
            #expect(await setting.sandbox.google.requests.count == 5)
        }
    }

    @Test func `a new refresh token comes along`() async throws {
        try await withGrant { setting in
            await setting.sandbox.google.configure {
                $0.rotateRefreshTokens = true
                $0.expiresInAsString = true
            }
            let reply = try await refresh(setting)
            let replacement = reply.refreshToken?.text()
            let new = try #require(replacement)
            #expect(await setting.sandbox.google.isLive(new))
            #expect(await !setting.sandbox.google.isLive(setting.refreshToken))
        }
    }

    @Test func `a wrong secret is the client's fault`() async throws {
        try await withGrant { setting in
            await #expect {
                _ = try await setting.google.refresh(
                    refreshToken: bytes(setting.refreshToken),
                    client: setting.client,
                    secret: bytes("GOCSPX-wrong")
                ).expiresIn
            } throws: { error in
                (error as? GoogleError)?.fault == .client
            }
        }
    }

    @Test(arguments: [
        (Misbehaviour.html(), GoogleError.nonsense(.html, expecting: .tokenReply)),
        (.body("{\"access_token\": \"ya29."), .nonsense(.notJSON, expecting: .tokenReply)),
        (.edit(remove: ["access_token"]), .nonsense(.field("access_token"), expecting: .tokenReply)),
        (.edit(["token_type": "DPoP"]), .nonsense(.field("token_type"), expecting: .tokenReply)),
        (.huge(), .http(.tooLarge(host: "127.0.0.1", limit: 1 << 20))),
        (.redirect("https://evil.example/"), .http(.redirect(host: "127.0.0.1", status: 307, to: "evil.example"))),
        (.status(500), .unavailable(status: 500)),
    ])
    func `nonsense leaves nothing but an error that says so`(misbehaviour: Misbehaviour, error: GoogleError)
        async throws
    {
        try await withGrant { setting in
            await setting.sandbox.google.misbehave(misbehaviour, at: .token, times: nil)
            await #expect(throws: error) { _ = try await refresh(setting).expiresIn }
            #expect(await setting.sandbox.google.isLive(setting.refreshToken))
        }
    }

    @Test func `an id token for another client is not believed`() async throws {
        try await withGrant { setting in
            await setting.sandbox.google.misbehave(.editClaims(["aud": "another"]), at: .token)
            let reply = try await refresh(setting)
            #expect(reply.identity == .refused(.audience))
        }
    }
}
