import Credentials
import Deploy
import GoogleSandbox
import Testing
import Vault

@testable import Operations

/// Who holds copies of a credential.
struct DeploymentListTests {
    @Test func `an export is written down: where, as what, for what, by whom and of which token`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try scene.export("ann", to: "/etc/ads.yaml", for: "reports")
            let copy = try #require(try scene.session.deployments().copies.first)
            #expect(copy.credential.name == (try Name("ann")))
            #expect(copy.deployment.destination == "/etc/ads.yaml")
            #expect(copy.deployment.format == "google-ads-yaml")
            #expect(copy.deployment.purpose == "reports")
            #expect(copy.deployment.actor == "ops@host")
            #expect(copy.deployment.secretNumber == 0)
            #expect(copy.isCurrent)
        }
    }

    @Test func `one place counts once, however often it is written`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            for _ in 0..<3 { try scene.export("ann", to: "/etc/ads.yaml") }
            try scene.export("ann", to: "/srv/ads.yaml")
            #expect(try scene.copies() == ["ann /etc/ads.yaml", "ann /srv/ads.yaml"])
            #expect(try scene.show("ann").exports == 2)
        }
    }

    @Test func `a file that is written over another credential's is that one's no more`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.seed("bob", of: Scene.bob)
            for destination in ["/etc/ads.yaml", "/srv/ads.yaml", "-"] { try scene.export("ann", to: destination) }
            for destination in ["/etc/ads.yaml", "-"] { try scene.export("bob", to: destination) }
            #expect(try scene.copies() == ["ann /srv/ads.yaml", "ann -", "bob /etc/ads.yaml", "bob -"])
            #expect(try scene.show("ann").exports == 2)
            #expect(try scene.session.deployments().unlisted.isEmpty)
            try scene.export("bob", to: "/srv/ads.yaml")
            #expect(try scene.copies() == ["ann -", "bob /etc/ads.yaml", "bob -", "bob /srv/ads.yaml"])
        }
    }

    @Test func `a credential whose last copy was written over has no list`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.seed("bob", of: Scene.bob)
            try scene.export("ann", to: "/etc/ads.yaml")
            try scene.export("bob", to: "/etc/ads.yaml")
            #expect(try scene.copies() == ["bob /etc/ads.yaml"])
            #expect(try scene.show("ann").exports == 0)
            #expect(try scene.vault.read { try $0.record(.deployments, try Name("ann")) } == nil)
        }
    }

    @Test func `a new token makes older copies show, until they are written anew`() async throws {
        try await withScene { scene in
            try await scene.login("ann")
            try scene.export("ann", to: "/etc/ads.yaml")
            try scene.export("ann", to: "/srv/ads.yaml")
            try await scene.login("ann") { $0.replace = true }
            #expect(try scene.session.deployments().copies.map(\.isCurrent) == [false, false])
            try scene.export("ann", to: "/etc/ads.yaml")
            #expect(try scene.copies() == ["ann /srv/ads.yaml", "ann /etc/ads.yaml"])
            #expect(try scene.session.deployments().copies.map(\.isCurrent) == [false, true])
            #expect(try scene.show("ann").exports == 2)
        }
    }

    @Test func `under a new vault key copies are still told apart`() async throws {
        try await withScene { scene in
            try await scene.login("ann")
            try scene.export("ann", to: "/old")
            try await scene.login("ann") { $0.replace = true }
            try scene.export("ann", to: "/new")
            let (session, _) = try scene.session.rotateKey(scene.slotSecrets)
            #expect(try session.deployments().copies.map(\.isCurrent) == [false, true])
        }
    }

    @Test func `what Google itself puts in a token's place makes copies old as well`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try scene.export("ann", to: "/etc/ads.yaml")
            try scene.vault.write { transaction in
                var credential = try transaction.known(Credential.self, try Name("ann"))
                credential.fingerprint = transaction.fingerprint(of: secret("1//renewed"))
                try transaction.put(credential, secret: secret("1//renewed"))
                transaction.note(AuditNote("renew", "ann"))
            }
            #expect(try scene.session.deployments().copies.map(\.isCurrent) == [false])
        }
    }

    @Test func `copies go along with a new name`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try scene.export("ann", to: "/etc/ads.yaml")
            _ = try scene.session.rename(try Name("ann"), to: try Name("anna"))
            #expect(try scene.copies() == ["anna /etc/ads.yaml"])
            #expect(try scene.session.deployments().copies.map(\.isCurrent) == [true])
            #expect(try scene.vault.read { try $0.record(.deployments, try Name("ann")) } == nil)
        }
    }

    @Test func `what is forgotten takes its list along`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try scene.export("ann", to: "/etc/ads.yaml")
            _ = try scene.session.forget(try Name("ann"))
            #expect(try scene.vault.read { try $0.record(.deployments, try Name("ann")) } == nil)
        }
    }

    @Test func `a revocation says which copies break, and its tombstone keeps them until the name is taken`()
        async throws
    {
        try await withScene { scene in
            try await scene.login("ann")
            try scene.export("ann", to: "/etc/ads.yaml", for: "reports")
            let plan = try scene.session.planRevocation(of: [try Name("ann")])
            #expect(plan.parts[0].copies.map(\.deployment.destination) == ["/etc/ads.yaml"])
            _ = try await scene.session.revoke(plan)
            #expect(try scene.copies() == ["ann /etc/ads.yaml"])
            #expect(try scene.session.deployments().copies.map(\.isCurrent) == [false])
            try await scene.login("ann")
            #expect(try scene.copies().isEmpty)
            #expect(try scene.show("ann").exports == 0)
        }
    }

    @Test func `copies that were only counted are told as such`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.exports = 3 }
            try scene.export("ann", to: "/etc/ads.yaml")
            let list = try scene.session.deployments()
            #expect(list.copies.count == 1)
            #expect(list.unlisted.map(\.count) == [3])
            #expect(try scene.show("ann").exports == 4)
        }
    }

    @Test func `a filter chooses whose copies, and an unknown name is an error`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.seed("bob", of: Scene.bob)
            try scene.export("ann", to: "/a")
            try scene.export("bob", to: "/b")
            var filter = Filter()
            filter.accounts = [Scene.bob]
            #expect(try scene.session.deployments(filter).copies.map(\.deployment.destination) == ["/b"])
            filter = Filter()
            filter.names = ["bop"]
            #expect(throws: OperationError.unknown(.credential, try Name("bop"), nearest: try Name("bob"))) {
                _ = try scene.session.deployments(filter)
            }
        }
    }

    @Test func `an export that is taken back leaves the list as it was, what lay in its place too`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try await scene.seed("bob", of: Scene.bob)
            for destination in ["/a", "/b", "/c"] { try scene.export("ann", to: destination) }
            try scene.export("bob", to: "/d")
            let before = try scene.session.deployments().copies.map(\.deployment)
            for (name, destination) in [("ann", "/b"), ("ann", "/d"), ("bob", "/a"), ("ann", "/new"), ("bob", "-")] {
                let request = ExportRequest(name: try Name(name), format: .env, destination: destination)
                let note = try scene.session.export(request).note
                try scene.session.takeBack(note)
                #expect(Set(try scene.session.deployments().copies.map(\.deployment)) == Set(before))
                #expect(try scene.show("ann").exports == 3)
                #expect(try scene.show("bob").exports == 1)
                #expect(try scene.session.deployments().unlisted.isEmpty)
                #expect(try scene.audit().suffix(2) == ["export \(name)", "export failed \(name)"])
            }
        }
    }

    @Test func `what was renamed since it was exported keeps its copies when the export is taken back`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let request = ExportRequest(name: try Name("ann"), format: .env, destination: "/a")
            let note = try scene.session.export(request).note
            _ = try scene.session.rename(try Name("ann"), to: try Name("anna"))
            try scene.session.takeBack(note)
            #expect(try scene.copies() == ["anna /a"])
            #expect(try scene.show("anna").exports == 1)
        }
    }

    @Test func `without room for the list nothing is exported`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            try scene.export("ann", to: "/a")
            scene.store.fail()
            #expect(throws: OperationError.auditUnavailable("vault.db: the disk is full")) {
                try scene.export("ann", to: "/b")
            }
            #expect(try scene.copies() == ["ann /a"])
            #expect(try scene.show("ann").exports == 1)
        }
    }
}

extension Scene {
    fileprivate func export(_ name: String, to destination: String, for purpose: String? = nil) throws {
        var request = ExportRequest(name: try Name(name), format: .googleAdsYAML, destination: destination)
        request.purpose = purpose
        _ = try session.export(request)
    }

    fileprivate func copies() throws -> [String] {
        try session.deployments().copies.map { "\($0.credential.name) \($0.deployment.destination)" }
    }
}
