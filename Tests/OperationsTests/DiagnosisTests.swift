import Credentials
import Foundation
import GoogleSandbox
import OAuthFlow
import Sealing
import Testing
import Vault

@testable import Operations

/// Five hundred accounts, some of them dead or refused, held against the truth.
struct DiagnosisTests {
    @Test func `every cause is named rightly, and who is well is well`() async throws {
        try await withScene { scene in
            let scenario = try await scene.google.setUp(ScenarioPlan())
            try scene.fill(with: scenario)
            let results = try await scene.session.check(Filter(), jobs: 64)
            let found = Dictionary(uniqueKeysWithValues: results.map { ($0.name.description, $0) })

            #expect(results.count == scenario.credentials.count)
            for credential in scenario.credentials {
                let result = try #require(found[credential.name])
                #expect(result.diagnosis == credential.cause.code, "\(credential.name): \(result.findings)")
                #expect(result.ok == (credential.cause == .healthy), "\(credential.name): \(result.findings)")
                #expect(result.findings.allSatisfy { $0.severity != .error || $0.next != nil })
                if let reached = credential.customersReached {
                    #expect(result.customersReached == reached, "\(credential.name)")
                }
            }
        }
    }
}

extension CheckResult {
    /// The likeliest cause where the token is dead, else what is wrong; nil where nothing is.
    fileprivate var diagnosis: Finding.Code? {
        let likeliest = findings.first { $0.severity == .info && $0.message.hasPrefix("most likely") }
        return likeliest?.code ?? findings.first { $0.severity == .error }?.code
    }
}

extension Scenario.Cause {
    /// What a check can know of it.
    fileprivate var code: Finding.Code? {
        switch self {
        case .healthy: nil
        case .revokedByUser: .endedElsewhere
        case .accountDeleted: .accountNotFound
        case .revokedBySibling: .siblingRevoked
        case .idle: .idle
        case .pushedOut: .slots
        case .testingOver: .testing
        case .timedAccessOver: .timeLimited
        case .clientDeleted: .invalidClient
        case .reauthenticationNeeded: .signInAgain
        case .twoStepVerificationNotEnrolled: .twoStepVerification
        case .notAdsUser: .notAdsUser
        case .customerNotEnabled: .customerNotEnabled
        case .projectNotApproved: .projectNotApproved
        }
    }
}

extension Scene {
    /// Puts a scenario's clients, credentials and what was known of them into the vault.
    fileprivate func fill(with scenario: Scenario) throws {
        var clients: [String: OAuthClient] = [:]
        for client in scenario.clients {
            let bytes = try JSONEncoder().encode(client.secretFile)
            let file = try ClientSecretFile(Array(bytes).rawBytes)
            clients[client.name] = try session.addClient(file, name: Name(client.name))
        }
        try vault.write { transaction in
            for credential in scenario.credentials {
                let client = try #require(clients[credential.client])
                try transaction.put(credential, token: secret(credential.refreshToken), by: client)
                if let sibling = credential.sibling {
                    let client = try #require(clients[sibling.client])
                    try transaction.put(sibling, of: credential, by: client)
                }
            }
            transaction.note(AuditNote("seed", "scenario"))
        }
    }
}

extension VaultTransaction {
    fileprivate mutating func put(
        _ truth: Scenario.Credential,
        token: borrowing SecretBytes,
        by client: OAuthClient
    ) throws {
        var credential = Credential(
            name: try Name(truth.name),
            kind: .user,
            account: Credentials.Account(email: truth.email, subject: truth.sub),
            client: Credential.Client(name: client.name, id: client.id, project: client.project),
            scopes: try truth.scopes.map { try Scope($0) },
            requiredScopes: try truth.scopes.map { try Scope($0) },
            createdAt: Timestamp(truth.createdAt),
            fingerprint: fingerprint(of: token)
        )
        credential.lastRefreshedAt = Timestamp(truth.lastUsedAt)
        credential.expiresAt = truth.expiresAt.map { Timestamp($0) }
        try put(credential, secret: token)
        try put(MintLedger(subject: truth.sub, clientID: client.id, times: truth.mintedAt.map { Timestamp($0) }))
    }

    fileprivate mutating func put(
        _ sibling: Scenario.Sibling,
        of truth: Scenario.Credential,
        by client: OAuthClient
    ) throws {
        var credential = Credential(
            name: try Name(sibling.name),
            kind: .user,
            account: Credentials.Account(email: truth.email, subject: truth.sub),
            client: Credential.Client(name: client.name, id: client.id, project: client.project),
            scopes: [],
            requiredScopes: [],
            createdAt: Timestamp(sibling.createdAt),
            fingerprint: ""
        )
        credential.state = .revoked
        credential.revokedAt = Timestamp(sibling.revokedAt)
        try put(credential)
    }
}
