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
        try vault.write { $0.note(AuditNote("check", chosen.count == 1 ? "\(chosen[0].name)" : "\(chosen.count) credentials")) }
        var results: [CheckResult] = []
        var unsaved: [Credential] = []
        try await withThrowingTaskGroup(of: Checked.self) { group in
            var waiting = chosen.makeIterator()
            for _ in 0..<max(1, jobs) {
                guard let credential = waiting.next() else { break }
                group.addTask { try await check(credential, required: required) }
            }
            while let checked = try await group.next() {
                results.append(checked.result)
                if let learnt = checked.learnt { unsaved.append(learnt) }
                progress(results.count, chosen.count)
                if unsaved.count >= Self.groupSize { try save(&unsaved) }
                if !Task.isCancelled, let credential = waiting.next() {
                    group.addTask { try await check(credential, required: required) }
                }
            }
        }
        try save(&unsaved)
        return results.sorted { $0.name < $1.name }
    }

    /// How many results are committed at once.
    private static let groupSize = 100

    private struct Checked: Sendable {
        let result: CheckResult
        /// What was learnt and is to be kept; nil where nothing was.
        let learnt: Credential?
    }

    private func check(_ credential: Credential, required: [Scope]?) async throws -> Checked {
        do {
            let current = try await settled(credential)
            let subject = try vault.write { try $0.refreshable(current) }
            let answer = try await refresh(subject)
            let info = try await google.tokenInfo(accessToken: answer.accessToken.bytes, client: subject.client)
            var learnt = current.refreshed(answer, at: now())
            learnt.scopes = info.scopes.sorted()
            if learnt.account == nil { learnt.account = info.account }
            return Checked(result: learnt.result(required: required, info: info), learnt: learnt)
        } catch let error as GoogleError {
            return failed(credential, error)
        } catch OperationError.google(let error) {
            return failed(credential, error)
        } catch OperationError.unknown(.client, let client, _) {
            let finding = Finding(
                code: .noClient,
                severity: .error,
                message: "its client \(client) is not in the vault, so it cannot be refreshed",
                next: "adsvault client add FILE --name \(client)"
            )
            return Checked(result: credential.result(finding), learnt: nil)
        } catch OperationError.successorDead(let name) {
            let finding = Finding(
                code: .dead,
                severity: .warning,
                message: "the token that was to replace this one never worked and was dropped; the old one stays",
                next: "adsvault rotate token \(name)"
            )
            return Checked(result: credential.result(finding), learnt: nil)
        }
    }

    private func failed(_ credential: Credential, _ error: GoogleError) -> Checked {
        guard case .invalidGrant = error else {
            return Checked(result: credential.result(Finding(error, of: credential)), learnt: nil)
        }
        let learnt = credential.suspected()
        return Checked(result: learnt.result(Finding(error, of: credential)), learnt: learnt)
    }

    /// The credential after a token that waits to replace its own was tried.
    private func settled(_ credential: Credential) async throws -> Credential {
        try await proveSuccessor(of: credential.name) ?? credential
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
