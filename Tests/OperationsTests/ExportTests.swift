import Credentials
import Deploy
import GoogleSandbox
import Operations
import Testing
import Vault

/// A configuration on its way out.
struct ExportTests {
    @Test func `an export holds the token, is counted and logged`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            var request = try scene.request()
            request.purpose = "the reporting job"
            let file = try scene.session.export(request)

            let text = revealed(file.contents)
            #expect(text.contains(token))
            #expect(text.contains(scene.client.secret))
            #expect(file.warnings == [])
            #expect(try scene.show("ann").exports == 1)
            let entry = try #require(try scene.session.audit().last)
            #expect(entry.action == "export")
            #expect(entry.subject == "ann")
            let fingerprint = try scene.show("ann").fingerprint
            #expect(
                entry.detail
                    == "google-ads-yaml to /etc/ads.yaml, fingerprint \(fingerprint), for the reporting job"
            )
        }
    }

    @Test(arguments: [Credential.State.revoking, .revoked])
    func `what is revoked is not exported`(state: Credential.State) async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.state = state }
            #expect(throws: OperationError.unusable(try Name("ann"), state)) {
                _ = try scene.session.export(scene.request())
            }
        }
    }

    @Test func `without the log nothing is exported`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            scene.store.fail()
            #expect(throws: OperationError.auditUnavailable("vault.db: the disk is full")) {
                _ = try scene.session.export(scene.request())
            }

            #expect(try scene.show("ann").exports == 0)
        }
    }

    @Test func `the developer token kept with the client goes along, a given one before it`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            _ = try scene.session.setDeveloperToken(secret("kept-token"), ofClient: try Name("desktop"))

            #expect(revealed(try scene.session.export(scene.request()).contents).contains("kept-token"))
            let file = try scene.session.export(scene.request(), developerToken: secret("given-token"))
            #expect(revealed(file.contents).contains("given-token"))
        }
    }

    @Test func `doubts are said`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { credential in
                credential.state = .suspect
                credential.scopes = [.email]
            }
            let file = try scene.session.export(scene.request())

            #expect(file.warnings.count == 2)
        }
    }

    @Test func `scopes that nobody knows are no doubt`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.scopes = [] }

            #expect(try scene.session.export(scene.request()).warnings == [])
        }
    }

    @Test func `an unknown name suggests the nearest`() async throws {
        try await withScene { scene in
            try await scene.seed("anne")
            #expect(throws: OperationError.unknown(.credential, try Name("ann"), nearest: try Name("anne"))) {
                _ = try scene.session.export(scene.request())
            }
        }
    }
}

extension Scene {
    fileprivate func request() throws -> ExportRequest {
        ExportRequest(name: try Name("ann"), format: .googleAdsYAML, destination: "/etc/ads.yaml")
    }
}
