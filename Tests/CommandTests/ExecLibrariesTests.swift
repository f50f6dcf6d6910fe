import Foundation
import Testing

@testable import GoogleSandbox

/// Google's own libraries for Python, run by `exec`.
@Suite(.enabled(if: Reader.canBeInstalled, "Python's libraries cannot be installed here"))
struct ExecLibrariesTests {
    @Test func `google-auth finds a token by itself, and all that ask get it by one refresh`() async throws {
        let script = """
            import google.auth, google.auth.transport.requests
            request = google.auth.transport.requests.Request()
            both = [google.auth.default()[0], google.auth.default()[0]]
            for one in both: one.refresh(request)
            print(both[0].token == both[1].token, both[0].service_account_email)
            """
        #expect(try await printed(by: script, refreshes: 1) == "True ann@example.com\n")
    }

    @Test func `google-ads finds a token for Google Ads by itself, from the environment and from its settings`()
        async throws
    {
        let script = """
            import google.auth
            from google.ads.googleads.client import GoogleAdsClient
            settings = {"use_application_default_credentials": True, "use_proto_plus": True}
            for client in [GoogleAdsClient.load_from_env(), GoogleAdsClient.load_from_dict(settings)]:
                assert isinstance(client.credentials, google.auth.compute_engine.Credentials)
                client.credentials.refresh(google.auth.transport.requests.Request())
                print(client.credentials.token[:5])
            """
        #expect(try await printed(by: script, refreshes: 1) == "ya29.\nya29.\n")
    }

    @Test func `google-ads takes the secrets from its environment`() async throws {
        let script = """
            from google.ads.googleads import config
            print(config.load_from_env()["refresh_token"][:3], sorted(config.load_from_env()))
            """
        let keys = "['client_id', 'client_secret', 'refresh_token', 'use_proto_plus']"
        #expect(try await printed(by: script, refreshes: 0, "--inject", "env") == "1// \(keys)\n")
    }

    /// What a script prints that `exec` runs, and that makes as many calls to Google.
    private func printed(by script: String, refreshes: Int, _ options: String...) async throws -> String {
        let python = try #require(Reader.python)
        var output = ""
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            let before = await google.requestCount(at: .token)
            let outcome = try await person.run(
                ["exec", "ann"] + options + ["--", python, "-W", "ignore", "-c", script]
            )
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(await google.requestCount(at: .token) == before + refreshes)
            output = outcome.output
        }
        return output
    }
}
