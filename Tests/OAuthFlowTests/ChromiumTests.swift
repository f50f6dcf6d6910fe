import Credentials
import Foundation
import GoogleHTTP
import GoogleSandbox
import Sealing
import Testing

@testable import OAuthFlow

/// The whole way through a real browser, where there is one.
@Suite(
    .enabled("chromium is not installed") { FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium") },
    .timeLimit(.minutes(2))
)
struct ChromiumTests {
    @Test func `a browser goes to the consent page and comes back with a code`() async throws {
        let stub = try Stub(
            """
            chromium --headless=new --no-sandbox --disable-gpu --user-data-dir="$HOME/profile" --dump-dom "$1" > "$HOME/page"
            cat "$HOME/page" > "$REPORT"
            """
        )
        let (code, page) = try await withSandbox { sandbox in
            _ = await sandbox.google.addAccount("ada@example.com")
            let client = await sandbox.google.addClient(project: "p")
            try await sandbox.google.orderConsent(ConsentOrder(account: "ada@example.com"))
            let state = ConsentState()
            return try await LoopbackReceiver.listen(state: state) { receiver in
                let file = try ClientSecretFile(Array(JSONEncoder().encode(client.secretFile)).rawBytes)
                let request = try OAuthFlow.ConsentRequest(
                    client: file.client(named: Name("desk"), createdAt: Timestamp(milliseconds: 0)),
                    scopes: Scope.loginDefaults,
                    redirectURI: receiver.redirectURI,
                    state: state,
                    challenge: PKCE().challenge
                )
                let configuration = try HTTPConfiguration(environment: ["ADSVAULT_GOOGLE_URL": sandbox.baseURL])
                async let page = stub.report { environment in
                    try Browser.named(by: environment)?.open(request.address(through: configuration.folded))
                }
                let code = try await receiver.answer(within: .seconds(100))
                receiver.show(ResultPage(.success, detail: "ada@example.com is sealed as “ada”."))
                return (code.secret.byteCount, try await page.joined(separator: "\n"))
            }
        }
        #expect(code > 0)
        #expect(page.contains("<h1>All done</h1>"))
        #expect(page.contains("ada@example.com is sealed as “ada”."))
    }
}
