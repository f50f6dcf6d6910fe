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

            #expect(
                file.warnings == [
                    "ann was not granted adwords, which google-ads-yaml is made for",
                    "the last refresh of ann failed; adsvault check ann says more",
                ]
            )
        }
    }

    @Test func `what has no place in the format is said, each by its name`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            var request = try scene.request()
            request.format = .adcJSON
            request.loginCustomerID = try CustomerID("1234567890")
            request.networkCode = try NetworkCode("42")
            request.options.secretName = try KubernetesName("ads")
            request.options.namespace = try KubernetesNamespace("campaigns")
            request.options.repositoryKey = try RepositoryKey(base64: Self.repositoryKey)
            let file = try scene.session.export(request, developerToken: secret("token"))
            let left = [
                "login customer id", "network code", "developer token", "repository key", "secret name", "namespace",
            ]
            #expect(file.warnings == left.map { "adc-json has no place for a \($0); it was left out" })
        }
    }

    @Test func `a format without an option that it needs is refused, and nothing is counted`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            for (format, option) in [
                (ExportFormat.kubernetesSecret, ExportOptions.Option.secretName), (.gitHubSecret, .repositoryKey),
            ] {
                var request = try scene.request()
                request.format = format
                #expect(throws: ExportError.needs(option, format)) { _ = try scene.session.export(request) }
            }
            #expect(try scene.show("ann").exports == 0)
            #expect(try scene.session.deployments().copies.isEmpty)
        }
    }

    @Test(arguments: ExportFormat.allCases)
    func `every format is made for the scopes of its clients`(format: ExportFormat) async throws {
        try await withScene { scene in
            try await scene.seed("ads") { $0.scopes = [.adwords] }
            try await scene.seed("manager") { $0.scopes = [.adManager] }
            for name in ["ads", "manager"] {
                var request = ExportRequest(name: try Name(name), format: format, destination: "-")
                if format == .gitHubSecret {
                    request.options.repositoryKey = try RepositoryKey(base64: Self.repositoryKey)
                }
                if format == .kubernetesSecret { request.options.secretName = try KubernetesName("ads") }
                let isFit = format.scopes.contains(name == "ads" ? .adwords : .adManager)
                #expect(try scene.session.export(request).warnings.isEmpty == isFit, "\(name)")
            }
        }
    }

    @Test func `network and linked customer of an import go along, a given network before it`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { credential in
                credential.networkCode = "4711"
                credential.linkedCustomerID = try? CustomerID("2345678901")
                credential.scopes = [.adManager]
            }
            var request = try scene.request()
            #expect(revealed(try scene.session.export(request).contents).contains("2345678901"))
            request.format = .adManagerYAML
            #expect(revealed(try scene.session.export(request).contents).contains("network_code: \"4711\""))
            request.networkCode = try NetworkCode("42")
            #expect(revealed(try scene.session.export(request).contents).contains("network_code: \"42\""))
        }
    }

    /// Its private key is the bytes from 0 to 31.
    private static let repositoryKey = "j0DFrbaPJWJK5bIU6nZ6bslNgp09e14a0bpvPiE4KF8="

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
