import Credentials
import Deploy
import GoogleSandbox
import Operations
import Testing
import Vault

/// Credentials that are lent to commands and services.
struct LendTests {
    @Test func `a lent credential has one line in the log, and what it is lent to`() async throws {
        try await withScene { scene in
            try await scene.seed(["ann", "bob"])
            let names = [try Name("bob"), try Name("ann")]
            let lent = try scene.session.lendTokens(of: names, to: .service(at: "/run/broker.sock"))
            #expect(lent.map(\.name) == names)
            _ = try scene.session.lendTokens(of: [names[1]], to: .command("report"))
            _ = try scene.session.lendSecrets(of: names[1], to: .command("report"))
            let log = try scene.session.audit().suffix(4).map { "\($0.action) \($0.subject): \($0.detail)" }
            #expect(
                log == [
                    "broker serve bob: access tokens at /run/broker.sock",
                    "broker serve ann: access tokens at /run/broker.sock", "exec ann: access tokens to report",
                    "exec ann: secrets to report",
                ]
            )
            #expect(try scene.show("ann").exports == 0)
        }
    }

    @Test func `lent secrets are variables`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            let lent = try scene.session.lendSecrets(of: try Name("ann"), to: .command("report"))
            let variables = revealed(lent.variables)
            #expect(variables.contains("\0GOOGLE_ADS_REFRESH_TOKEN=\(token)\0"))
            #expect(variables.contains("\0GOOGLE_ADS_CLIENT_SECRET=\(scene.client.secret)\0"))
        }
    }

    @Test(arguments: [Credential.State.revoking, .revoked])
    func `what is revoked is not lent`(state: Credential.State) async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = state }
            let name = try Name("ann")
            #expect(throws: OperationError.unusable(name, state)) {
                _ = try scene.session.lendTokens(of: [name], to: .command("report"))
            }
            #expect(throws: OperationError.unusable(name, state)) {
                _ = try scene.session.lendSecrets(of: name, to: .command("report"))
            }
        }
    }

    @Test func `without the log nothing is lent`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            scene.store.fail()
            let name = try Name("ann")
            #expect(throws: OperationError.auditUnavailable("vault.db: the disk is full")) {
                _ = try scene.session.lendTokens(of: [name], to: .command("report"))
            }
            #expect(throws: OperationError.auditUnavailable("vault.db: the disk is full")) {
                _ = try scene.session.lendSecrets(of: name, to: .command("report"))
            }
        }
    }

    @Test func `the key of a service account is in no variable`() async throws {
        try await withScene { scene in
            try await scene.seed("robot") { $0.kind = .serviceAccount }
            #expect(throws: ExportError.usersOnly(.env)) {
                _ = try scene.session.lendSecrets(of: try Name("robot"), to: .command("report"))
            }
        }
    }
}
