import ArgumentParser
import Broker
import Credentials
import Foundation
import GoogleHTTP
import OAuthFlow
import Operations
import Sealing
import Testing
import Vault

@testable import adsvault

/// What a broker tells its clients of the vault's errors and of Google's.
struct LendingTests {
    private static let now = Timestamp(milliseconds: 1_795_255_200_000)
    private static let host = "oauth2.googleapis.com"

    @Test(arguments: [
        OperationError.google(.http(.network(.refused, host: host))), .google(.unavailable(status: 503)),
        .google(.http(.cancelled)), .auditUnavailable("disk full"),
    ])
    func `what time may mend is called unavailable`(error: OperationError) {
        guard case .unavailable(_, nil) = TokenRefusal(error, now: Self.now) else {
            Issue.record("\(TokenRefusal(error, now: Self.now))")
            return
        }
    }

    @Test func `a key lends what is recorded alone, before it was ever used too`() throws {
        var credential = Credential(
            name: try Name("robot"),
            kind: .serviceAccount,
            account: Account(email: "robot@project.iam.gserviceaccount.com", subject: "1"),
            client: nil,
            key: Credential.Key(id: "0", project: nil, impersonatedEmail: nil),
            scopes: [],
            requiredScopes: [],
            createdAt: Self.now,
            fingerprint: ""
        )
        #expect(Context.live.identity(credential).scopes == [.adwords])
        credential.requiredScopes = [.adManager]
        credential.scopes = [.adManager, .adwords]
        #expect(Context.live.identity(credential).scopes == [.adManager])
    }

    @Test func `a busy vault is unavailable, one that got a key out of reach needs somebody`() {
        #expect(TokenRefusal(VaultError.busy, now: Self.now).isUnavailable)
        #expect(!TokenRefusal(VaultError.wrongSecret, now: Self.now).isUnavailable)
        #expect(!TokenRefusal(CommandFailure.wouldPrompt(for: "x", instead: "y"), now: Self.now).isUnavailable)
    }

    @Test func `a pause that Google asks for is passed on`() {
        let end = Self.now + .seconds(90)
        let error = OperationError.google(.http(.rateLimited(host: Self.host, until: end.date)))
        guard case .unavailable(_, let pause) = TokenRefusal(error, now: Self.now) else {
            Issue.record("not called unavailable")
            return
        }
        #expect(pause == .seconds(90))
    }

    @Test func `a dead credential is told with what to do about it`() throws {
        let error = OperationError.unknown(.credential, try Name("anm"), nearest: try Name("ann"))
        #expect(
            TokenRefusal(error, now: Self.now) == .dead("there is no credential 'anm'; did you mean 'ann'?")
        )
    }

    @Test func `what a broker's place cannot be has its status`() {
        for (error, status) in [
            (BrokerError.inUse(.loopback(port: 80)), ExitStatus.busy),
            (.cannotListen(.loopback(port: 80), reason: "not permitted"), .usage), (.occupied(path: "/x"), .usage),
            (.openFolder(path: "/x"), .usage), (.interrupted, .interrupted),
        ] {
            #expect(CommandFailure(anyOf: error).status == status)
        }
    }

    @Test func `a passphrase that was typed stays for each new key, until another one is`() async throws {
        let home = try Home()
        defer { home.remove() }
        let context = TestContext(environment: ["ADSVAULT_PASSPHRASE_FILE": home.path("passphrase")]).context
        let options = try VaultOptions.parse([])
        let typed = TypedSecret()
        #expect(typed.text == nil)
        _ = try typed.ask(options, in: context)
        for _ in 0..<2 { #expect(typed.text == "correct horse battery staple") }
        try home.write("another\n", to: "passphrase")
        _ = try typed.ask(options, in: context)
        #expect(typed.text == "another")
    }
}

extension TypedSecret {
    fileprivate var text: String? {
        switch copy() {
        case .some(let secret): revealed(secret)
        case .none: nil
        }
    }
}

extension TokenRefusal {
    fileprivate var isUnavailable: Bool {
        if case .unavailable = self { true } else { false }
    }
}
