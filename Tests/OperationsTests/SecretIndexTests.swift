import Credentials
import Deploy
import Foundation
import GoogleSandbox
import Sealing
import Testing
import Vault

@testable import Operations

/// Secrets of the vault, known again in plaintext.
struct SecretIndexTests {
    @Test func `tokens, client secrets and developer tokens are known, and whose they are`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            _ = try scene.session.setDeveloperToken(secret("dEvElOpEr_ToKeN-123456"), ofClient: try Name("desktop"))
            let index = try scene.session.secretIndex()
            let text = """
                client_secret: \(scene.client.secret)
                refresh_token: "\(token)"

                developer_token: dEvElOpEr_ToKeN-123456
                """
            let found = index.secrets(in: Array(text.utf8), line: 10)
            #expect(found.map(\.line) == [10, 11, 13])
            #expect(found.map(\.kind) == [.clientSecret, .refreshToken, .developerToken])
            let (ann, desktop) = (try Name("ann"), try Name("desktop"))
            #expect(found.map(\.owner) == [.client(desktop), .credential(ann), .client(desktop)])
            #expect(index.unsearchable == [])
        }
    }

    @Test func `a developer token that clients share is known as that of each, by name`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let token = "dEvElOpEr_ToKeN-123456"
            for name in ["zebra", "apple"] {
                try scene.vault.write { transaction in
                    var client = try transaction.known(OAuthClient.self, try Name("desktop"))
                    client.name = try Name(name)
                    try transaction.put(client, secret: secret("GOCSPX-secret-of-\(name)"))
                    transaction.note(AuditNote("seed", name))
                }
            }
            for name in ["zebra", "desktop", "apple"] {
                _ = try scene.session.setDeveloperToken(secret(token), ofClient: try Name(name))
            }
            let found = try #require(try scene.session.secretIndex().secrets(in: Array(token.utf8), line: 1).first)
            #expect(found.owner == .client(try Name("apple")))
            #expect(found.others == [.client(try Name("desktop")), .client(try Name("zebra"))])
        }
    }

    @Test func `in base64, as in a manifest, they are known as well`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            let index = try scene.session.secretIndex()
            for text in [token, "a: \(token)\n", "{\"refresh_token\":\"\(token)\"}"] {
                let encoded = "data:\n  KEY: \(Data(text.utf8).base64EncodedString())\n"
                #expect(index.secrets(in: Array(encoded.utf8), line: 1).map(\.owner) == [.credential(try Name("ann"))])
            }
        }
    }

    @Test func `what is of no vault is told by its looks alone, and samples are not`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let stranger = "1//0" + String(repeating: "Zy9-xW_v", count: 10)
            let text = "\(stranger)\nINSERT_REFRESH_TOKEN_HERE\n1//2\nABCDEFGHIJKLMNOPQRSTUV\n"
            let found = try scene.session.secretIndex().secrets(in: Array(text.utf8), line: 1)
            #expect(found.map(\.line) == [1])
            #expect(found.map(\.owner) == [nil])
            #expect(found.map(\.kind) == [.refreshToken])
        }
    }

    @Test func `a token that waits is its credential's, and a tombstone has none`() async throws {
        try await withScene { scene in
            let old = try await scene.seed("dead")
            try scene.vault.write { transaction in
                var credential = try transaction.known(Credential.self, try Name("dead"))
                credential.state = .revoked
                try transaction.put(credential)
                credential.state = .active
                credential.name = try Name("ann")
                try transaction.putSuccessor(credential, secret: secret("1//0waits-to-be-tried"))
                transaction.note(AuditNote("seed", "dead"))
            }
            let index = try scene.session.secretIndex()
            #expect(index.secrets(in: Array(old.utf8), line: 1).map(\.owner) == [nil])
            let waiting = index.secrets(in: Array("1//0waits-to-be-tried".utf8), line: 1)
            #expect(waiting.map(\.owner) == [.credential(try Name("ann"))])
        }
    }

    @Test func `a service account's private key is known by itself, in PEM too`() async throws {
        try await withScene { scene in
            let digits = String(repeating: "MIIEvQ+/", count: 40)
            let pem = "-----BEGIN PRIVATE KEY-----\n\(digits)\n-----END PRIVATE KEY-----\n"
            let document = #"{"type":"service_account","private_key":"\#(pem.replacing("\n", with: "\\n"))"}"#
            try scene.vault.write { transaction in
                var robot = Credential(
                    name: try Name("robot"),
                    kind: .serviceAccount,
                    account: nil,
                    client: Credential.Client(name: try Name("robot"), id: "1", project: "p"),
                    scopes: [],
                    requiredScopes: [],
                    createdAt: transaction.now,
                    fingerprint: transaction.fingerprint(of: secret(document))
                )
                robot.owner = "ops"
                try transaction.put(robot, secret: secret(document))
                transaction.note(AuditNote("seed", "robot"))
            }
            let index = try scene.session.secretIndex()
            for text in [pem, document] {
                let found = index.secrets(in: Array(text.utf8), line: 1)
                #expect(found.map(\.kind) == [.privateKey])
                #expect(found.map(\.owner) == [.credential(try Name("robot"))])
            }
        }
    }

    @Test func `a secret that text is cut at is said to be one that nothing finds`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            _ = try scene.session.setDeveloperToken(secret("two words, and more"), ofClient: try Name("desktop"))
            #expect(try scene.session.secretIndex().unsearchable == [.client(try Name("desktop"))])
        }
    }

    @Test func `looking does not change the vault`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let before = try scene.folder.bytes()
            _ = try scene.session.secretIndex()
            #expect(try scene.folder.bytes() == before)
        }
    }
}
