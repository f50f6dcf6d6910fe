import Foundation
import Testing

@testable import GoogleSandbox

/// Google's own libraries for Python, run by `exec`.
@Suite(.enabled(if: Reader.canBeInstalled, "Python's libraries cannot be installed here"))
struct ExecLibrariesTests {
    @Test func `google-auth and google-ads find a token by themselves, for one refresh`() async throws {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            let before = await google.requestCount(at: .token)
            let script = """
                import google.auth, google.auth.transport.requests
                from google.ads.googleads.client import GoogleAdsClient
                request = google.auth.transport.requests.Request()
                first, _ = google.auth.default()
                first.refresh(request)
                settings = {"use_application_default_credentials": True, "use_proto_plus": True}
                second = google.auth.default()[0]
                second.refresh(request)
                client = GoogleAdsClient.load_from_env()
                assert isinstance(client.credentials, google.auth.compute_engine.Credentials)
                print(first.token == second.token, first.service_account_email)
                assert GoogleAdsClient.load_from_dict(settings)
                """
            let python = try #require(Reader.python)
            let outcome = try await person.succeeds("exec", "ann", "--", python, "-W", "ignore", "-c", script)
            #expect(outcome.output == "True ann@example.com\n")
            #expect(await google.requestCount(at: .token) == before + 1)
        }
    }

    @Test func `google-ads takes the scope of Google Ads from its broker`() async throws {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            let script = """
                import google.auth.transport.requests
                from google.ads.googleads.client import GoogleAdsClient
                client = GoogleAdsClient.load_from_env()
                client.credentials.refresh(google.auth.transport.requests.Request())
                print(client.credentials.token)
                """
            let python = try #require(Reader.python)
            let outcome = try await person.succeeds("exec", "ann", "--", python, "-W", "ignore", "-c", script)
            let token = outcome.output.trimmingCharacters(in: .newlines)
            #expect(token.hasPrefix("ya29."))
            #expect(await google.isLive(token))
        }
    }

    @Test func `google-ads takes the secrets from its environment`() async throws {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            let refresh = try #require(try await person.exported("ann")["refresh_token"])
            let script = """
                from google.ads.googleads.client import GoogleAdsClient
                print(GoogleAdsClient.load_from_env().credentials.refresh_token)
                """
            let python = try #require(Reader.python)
            let command = ["exec", "ann", "--inject", "env", "--", python, "-W", "ignore", "-c", script]
            let outcome = try await person.run(command)
            #expect(outcome.output == refresh + "\n", "\(outcome.errors)")
        }
    }
}
