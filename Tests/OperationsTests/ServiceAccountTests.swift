import Credentials
import CryptoExtras
import Deploy
import Foundation
import OAuthFlow
import Testing
import Vault

@testable import GoogleSandbox
@testable import Operations

/// Service accounts' keys, as they come into the vault, are described and leave it.
struct ServiceAccountTests {
    @Test func `a key is stored byte for byte, under the account's address, with what is known of it`() async throws {
        try await withScene { scene in
            let file = "\n" + (try await scene.keyFile()) + " \n"
            let added = try await scene.addKey(nil, file) {
                $0.owner = "Eve"
                $0.tags = ["team": "ads"]
                $0.loginCustomerID = try? CustomerID("123-456-7890")
            }
            let credential = try scene.show(Scene.robot)
            #expect(credential == added.credential && added.former == nil)
            #expect(credential.kind == .serviceAccount && credential.client == nil && credential.grant == nil)
            #expect(credential.account?.email == Scene.robot)
            #expect(credential.account?.subject == (await scene.google.sub(of: Scene.robot)))
            #expect(credential.project == "sandbox-project")
            #expect(credential.requiredScopes == [.adwords] && credential.scopes == [])
            #expect(credential.owner == "Eve" && credential.tags == ["team": "ads"])
            #expect(credential.fingerprint == scene.vault.fingerprint(of: secret(file)))
            #expect(try scene.token(Scene.robot) == file)
            #expect(try scene.session.listed(Name(Scene.robot)).nextRisk == nil)
            let entry = try #require(try scene.session.audit().last)
            #expect(entry.action == "import" && entry.subject == Scene.robot)
            #expect(entry.detail.contains(try #require(credential.key?.id)))
            #expect(!entry.detail.contains("PRIVATE"))
        }
    }

    @Test func `filters know it by account and project, and by no client`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.addKey("robot")
            func names(_ change: (inout Filter) throws -> Void) throws -> [String] {
                var filter = Filter()
                try change(&filter)
                return try scene.session.list(filter).map(\.name.description)
            }
            #expect(try names { $0.accounts = [Scene.robot.uppercased()] } == ["robot"])
            #expect(try names { $0.projects = ["sandbox-project"] } == ["ann", "robot"])
            #expect(try names { $0.projects = ["other"] } == [])
            #expect(try names { $0.clients = [try Name("desktop")] } == ["ann"])
            #expect(try scene.session.inventory(sort: .risk).map(\.credential.name.description) == ["ann", "robot"])
        }
    }

    @Test func `the same key is refused a second time, also where its file was written anew`() async throws {
        try await withScene { scene in
            let file = try await scene.keyFile()
            try await scene.addKey("robot", file)
            for copy in [file, file.replacing(",", with: ", ")] {
                await #expect(throws: OperationError.keyKnown(try Name("robot"))) {
                    try await scene.addKey("other", copy)
                }
            }
            #expect(try scene.session.list().count == 1)
        }
    }

    @Test func `a new key under the old one's name takes its place, and the old one stays beside it`() async throws {
        try await withScene { scene in
            let first = try await scene.keyFile()
            try await scene.addKey("robot", first) {
                $0.owner = "Eve"
                $0.scopes = [.adwords, .openID]
            }
            _ = try await scene.session.check(Filter())
            let second = try await scene.keyFile()
            let added = try await scene.addKey("robot", second) { $0.tags = ["year": "2027"] }

            #expect(added.former?.description == "robot-2")
            #expect(try scene.token("robot") == second && scene.token("robot-2") == first)
            let (new, old) = (try scene.show("robot"), try scene.show("robot-2"))
            #expect(new.owner == "Eve" && new.tags == ["year": "2027"] && old.tags == [:])
            #expect(new.requiredScopes == [.adwords, .openID] && new.lastRefreshedAt == nil)
            #expect(try await scene.session.check(Filter()).allSatisfy { $0.ok })
            try await scene.change(keyOf: "robot-2", by: .delete)
            let checked = try await scene.session.check(Filter())
            #expect(checked.map(\.ok) == [true, false])
            #expect(try scene.session.audit().contains { $0.detail.contains("the former key is robot-2 now") })
            _ = try scene.session.verify()
        }
    }

    @Test func `a name that is another's is refused, and an address that is taken gets a number`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            await #expect(throws: OperationError.taken(.credential, try Name("ann"))) { try await scene.addKey("ann") }
            try await scene.addKey()
            let second = try await scene.addKey()
            #expect(second.credential.name.description == Scene.robot + "-2" && second.former == nil)
            let other = try await scene.google.addServiceAccount("other@p.iam.gserviceaccount.com").text
            await #expect(throws: OperationError.taken(.credential, try Name(Scene.robot))) {
                try await scene.addKey(Scene.robot, other)
            }
        }
    }

    @Test func `a key that is too short, or none of RSA, is refused before anything is stored`() async throws {
        try await withScene { scene in
            let pem = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024)).pkcs8PEMRepresentation
            let file = try await scene.google.addServiceAccount(Scene.robot)
            let short = file.changing(["private_key": .string(pem)], removing: []).text
            await #expect(throws: OperationError.unusableKey(try Name("robot"), .short(bitCount: 1024))) {
                try await scene.addKey("robot", short)
            }
            let none = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"
            let broken = file.changing(["private_key": .string(none)], removing: []).text
            await #expect(throws: OperationError.unusableKey(try Name("robot"), .notRSA)) {
                try await scene.addKey("robot", broken)
            }
            #expect(try scene.session.list().isEmpty)
        }
    }

    @Test func `an export is the document, byte for byte, and in the log first`() async throws {
        try await withScene { scene in
            let file = try await scene.keyFile() + "\n"
            try await scene.addKey("robot", file)
            let request = ExportRequest(name: try Name("robot"), format: .adcJSON, destination: "/etc/adc.json")
            #expect(revealed(try scene.session.export(request).contents) == file)
            #expect(try scene.show("robot").exports == 1)
            #expect(try scene.audit().last == "export robot")
            scene.store.fail()
            #expect(throws: OperationError.auditUnavailable("vault.db: the disk is full")) {
                _ = try scene.session.export(request)
            }
        }
    }

    @Test(arguments: ExportFormat.allCases.filter { $0 != .adcJSON })
    func `every other format is refused`(format: ExportFormat) async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            let request = ExportRequest(name: try Name("robot"), format: format, destination: "-")
            #expect(throws: ExportError.usersOnly(format)) { _ = try scene.session.export(request) }
            #expect(try scene.show("robot").exports == 0)
        }
    }

    @Test func `an export says that the file does not name the user it acts for`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot") { $0.impersonatedEmail = Scene.ann }
            let request = ExportRequest(name: try Name("robot"), format: .adcJSON, destination: "-")
            #expect(
                try scene.session.export(request).warnings
                    == ["adc-json does not say that it acts for \(Scene.ann): that is set where it is used"]
            )
        }
    }

    @Test func `what is for refresh tokens is refused for a key, and changes nothing`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            try await scene.addKey("robot")
            let robot = try scene.show("robot")
            let before = try scene.whole("robot")
            await #expect(throws: OperationError.serviceAccount(robot, .rotation)) {
                _ = try await scene.session.rotateToken(robot.name, on: scene.surface)
            }
            await #expect(throws: OperationError.serviceAccount(robot, .consent)) {
                try await scene.login("robot") { $0.replace = true }
            }
            #expect(throws: OperationError.serviceAccount(robot, .revocation)) {
                _ = try scene.session.planRevocation(of: [try Name("ann"), robot.name])
            }
            #expect(try scene.whole("robot") == before)
            #expect(await scene.google.isLive(token))
            #expect(await scene.google.requestCount(at: .authorize) == 0)
        }
    }

    @Test func `revoking a user's grant leaves a key of the same project alone`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.addKey("robot")
            let plan = try scene.session.planRevocation(of: [try Name("ann")])
            #expect(plan.others == [])
            _ = try await scene.session.revoke(plan)
            #expect(try scene.show("robot").state == .active)
            #expect(try await scene.session.check(Filter()).map(\.ok) == [true])
        }
    }

    @Test func `a key is renamed, and forgotten with the word that it stays alive`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            _ = try await scene.session.accessToken(of: try Name("robot"))
            _ = try scene.session.rename(try Name("robot"), to: try Name("machine"))
            #expect(try scene.session.vault.read { try $0.all(AccessTokens.self) } == [])
            #expect(try await scene.session.check(Filter()).map(\.ok) == [true])
            _ = try scene.session.forget(try Name("machine"))
            #expect(try scene.session.list().isEmpty)
            #expect(try scene.session.audit().last?.detail == "its key stays alive at Google")
        }
    }

    @Test func `a client can go although keys stay`() async throws {
        try await withScene { scene in
            try await scene.addKey("robot")
            try scene.session.removeClient(try Name("desktop"), evenIfUsed: false)
            #expect(try await scene.session.check(Filter()).map(\.ok) == [true])
        }
    }
}

extension GoogleSandbox.Google {
    /// The unchanging name of an account.
    fileprivate func sub(of email: String) -> String? { account(named: email)?.sub }
}
