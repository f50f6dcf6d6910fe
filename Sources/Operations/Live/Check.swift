public import Credentials
import OAuthFlow
import Vault

extension Session {
    /// Asks Google about every credential that passes `filter`: whether it still gives access, and for what. One
    /// credential's failure never stops the others, and a network's never changes a state. Tombstones are passed over.
    ///
    /// - Parameters:
    ///   - required: the scopes to require; nil requires those recorded at login.
    ///   - jobs: how many are asked at once.
    ///   - progress: how many are done, of how many.
    /// - Returns: a result each, by name. When the task is cancelled, those that are there by then.
    public func check(
        _ filter: Filter,
        required: [Scope]? = nil,
        jobs: Int = 16,
        progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> [CheckResult] {
        let chosen = try list(filter).filter { $0.state != .revoked }
        guard !chosen.isEmpty else { return [] }
        let subjects = try subjects(of: chosen)
        var results: [CheckResult] = []
        var unsaved: [Credential] = []
        try await withThrowingTaskGroup(of: Checked.self) { group in
            var waiting = subjects.makeIterator()
            for _ in 0..<max(1, jobs) {
                guard let subject = waiting.next() else { break }
                group.addTask { try await check(subject, required: required) }
            }
            while let checked = try await group.next() {
                results.append(checked.result)
                if let learnt = checked.learnt { unsaved.append(learnt) }
                progress(results.count, subjects.count)
                if unsaved.count >= Self.groupSize { try save(&unsaved) }
                if !Task.isCancelled, let subject = waiting.next() {
                    group.addTask { try await check(subject, required: required) }
                }
            }
        }
        try save(&unsaved)
        return results.sorted { $0.name < $1.name }
    }

    /// A credential that is to be checked.
    private struct Subject: Sendable {
        let credential: Credential
        /// What a refresh needs; nil where its client is not in the vault any more.
        let refreshable: Refreshable?
        /// Whether a token waits to replace its own.
        let hasSuccessor: Bool
    }

    /// Opens everything in one step, which is also the run's line in the audit log.
    private func subjects(of chosen: [Credential]) throws -> [Subject] {
        try vault.write { transaction in
            let summary = chosen.count == 1 ? chosen[0].name.description : "\(chosen.count) credentials"
            transaction.note(AuditNote("check", summary))
            var clients = OpenedClients()
            return try chosen.map { credential in
                let hasSuccessor = try transaction.record(.successor, credential.name) != nil
                do {
                    let refreshable = try transaction.refreshable(credential, &clients)
                    return Subject(credential: credential, refreshable: refreshable, hasSuccessor: hasSuccessor)
                } catch OperationError.unknown(.client, _, _) {
                    return Subject(credential: credential, refreshable: nil, hasSuccessor: hasSuccessor)
                }
            }
        }
    }

    /// How many results are committed at once.
    private static let groupSize = 100

    private struct Checked: Sendable {
        let result: CheckResult
        /// What was learnt and is to be kept; nil where nothing was.
        let learnt: Credential?
    }

    private func check(_ subject: Subject, required: [Scope]?) async throws -> Checked {
        let credential = subject.credential
        guard let refreshable = subject.refreshable else {
            return Checked(result: credential.result(.noClient(credential.client.name)), learnt: nil)
        }
        do {
            let current = subject.hasSuccessor ? try await settled(refreshable) : refreshable
            let answer = try await refresh(current)
            let info = try await google.tokenInfo(accessToken: answer.accessToken.bytes, client: current.client)
            var learnt = current.credential.refreshed(answer, at: now())
            learnt.scopes = info.scopes.sorted()
            if learnt.account == nil { learnt.account = info.account }
            return Checked(result: learnt.result(required: required, info: info), learnt: learnt)
        } catch let error as GoogleError {
            return failed(credential, error)
        } catch OperationError.google(let error) {
            return failed(credential, error)
        } catch OperationError.successorDead(let name) {
            return Checked(result: credential.result(.successorDead(name)), learnt: nil)
        }
    }

    private func failed(_ credential: Credential, _ error: GoogleError) -> Checked {
        guard case .invalidGrant = error else {
            return Checked(result: credential.result(Finding(error, of: credential)), learnt: nil)
        }
        let learnt = credential.suspected(at: now())
        return Checked(result: learnt.result(Finding(error, of: credential)), learnt: learnt)
    }

    /// The credential after a token that waits to replace its own was tried.
    private func settled(_ subject: Refreshable) async throws -> Refreshable {
        guard let promoted = try await proveSuccessor(of: subject.credential.name) else { return subject }
        return try vault.write { try $0.refreshable(promoted) }
    }

    /// Keeps what was learnt, unless the credential changed or went meanwhile.
    private func save(_ learnt: inout [Credential]) throws {
        guard !learnt.isEmpty else { return }
        let group = learnt
        try vault.write { transaction in
            for credential in group {
                guard var current = try transaction.value(Credential.self, credential.name) else { continue }
                guard current.createdAt == credential.createdAt || current.fingerprint == credential.fingerprint,
                    current.state == .active || current.state == .suspect
                else { continue }
                current.state = credential.state
                current.scopes = credential.scopes
                current.requiredScopes = credential.requiredScopes
                current.lastRefreshedAt = credential.lastRefreshedAt
                current.expiresAt = credential.expiresAt
                current.account = credential.account
                try transaction.update(current)
            }
        }
        learnt = []
    }
}
