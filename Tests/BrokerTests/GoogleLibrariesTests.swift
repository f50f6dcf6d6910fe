import Credentials
import Foundation
import Testing

@testable import Broker

/// Google's own libraries, which find the server by the environment alone.
@Suite(.timeLimit(.minutes(5)), .enabled(if: Judges.canBeInstalled))
struct GoogleLibrariesTests {
    @Test func `google-auth finds a token, the account and the scopes by itself`() async throws {
        let lines = try await python(
            """
            import google.auth, google.auth.transport.requests
            credentials, project = google.auth.default()
            credentials.refresh(google.auth.transport.requests.Request())
            print(type(credentials).__module__)
            print(project)
            print(credentials.token)
            print(credentials.service_account_email)
            print(" ".join(credentials.scopes))
            print(credentials.universe_domain)
            print(credentials.valid)
            """
        )
        #expect(
            lines == [
                "google.auth.compute_engine.credentials", "None", "ya29.ann-1", "ann@example.com",
                ann.scopes.map(\.description).joined(separator: " "), "googleapis.com", "True",
            ]
        )
    }

    @Test func `google-ads builds credentials whose refresh gives a token for Google Ads`() async throws {
        let clock = StandingClock()
        let mint = Mint(clock)
        let lines = try await python(
            """
            import google.auth.transport.requests
            from google.ads.googleads.client import GoogleAdsClient
            settings = {"use_application_default_credentials": True, "use_proto_plus": True}
            client = GoogleAdsClient.load_from_dict(settings)
            client.credentials.refresh(google.auth.transport.requests.Request())
            print(client.credentials.token)
            """,
            mint: mint,
            clock: clock
        )
        #expect(lines == ["ya29.ann-1"])
        #expect(mint.orders.map(\.scopes) == [[.adwords]])
    }

    @Test func `google-ads is configured by the environment alone`() async throws {
        let lines = try await python(
            """
            import google.auth.transport.requests
            from google.ads.googleads.client import GoogleAdsClient
            client = GoogleAdsClient.load_from_env()
            client.credentials.refresh(google.auth.transport.requests.Request())
            print(client.credentials.token, client.login_customer_id)
            """,
            adding: [
                "GOOGLE_ADS_USE_PROTO_PLUS": "true", "GOOGLE_ADS_LOGIN_CUSTOMER_ID": "1234567890",
                "GOOGLE_ADS_CLIENT_ID": "c", "GOOGLE_ADS_CLIENT_SECRET": "s", "GOOGLE_ADS_REFRESH_TOKEN": "1//x",
            ]
        )
        #expect(lines == ["ya29.ann-1 1234567890"])
    }

    @Test func `a proxy that is set for everything else is not asked`() async throws {
        let proxy = "http://127.0.0.1:9"
        let lines = try await python(
            Self.token,
            adding: ["HTTP_PROXY": proxy, "http_proxy": proxy, "ALL_PROXY": proxy, "NO_PROXY": "example.com"]
        )
        #expect(lines == ["ya29.ann-1"])
    }

    @Test func `a path of its own leads google-auth to one of several credentials`() async throws {
        let bob = identity("bob+1", email: "ann@example.com", scopes: [.adwords])
        let lines = try await python(Self.token, identities: [ann, bob], name: bob.name)
        #expect(lines == ["ya29.bob+1-1"])
    }

    @Test func `google-auth shows what is wrong`() async throws {
        let clock = StandingClock()
        let mint = Mint(clock)
        mint.refuse(.dead("ann is dead: run adsvault rotate token ann"))
        let lines = try await python(
            """
            import google.auth, google.auth.exceptions, google.auth.transport.requests
            credentials, _ = google.auth.default()
            try:
                credentials.refresh(google.auth.transport.requests.Request())
            except google.auth.exceptions.RefreshError as error:
                print("run adsvault rotate token ann" in str(error))
            """,
            mint: mint,
            clock: clock
        )
        #expect(lines == ["True"])
    }

    private static let token = """
        import google.auth, google.auth.transport.requests
        credentials, _ = google.auth.default()
        credentials.refresh(google.auth.transport.requests.Request())
        print(credentials.token)
        """

    /// What a script prints that is started as a child is.
    private func python(
        _ script: String,
        identities: [Identity] = [ann],
        mint: Mint? = nil,
        clock: StandingClock = StandingClock(),
        adding additions: [String: String] = [:],
        name: Name? = nil
    ) async throws -> [String] {
        let python = try #require(Judges.python)
        return try await withFolder { folder in
            try await serving(identities, mint: mint, clock: clock) { caller in
                let environment = MetadataEnvironment(port: caller.port, emptyFolder: folder, name: name)
                let inherited = ["PATH": "/usr/bin:/bin", "HOME": folder].merging(additions) { $1 }
                let outcome = try await Judges.run(
                    python,
                    ["-W", "ignore", "-c", script],
                    environment: environment.applied(to: inherited)
                )
                #expect(outcome.status == 0)
                return outcome.lines
            }
        }
    }
}
