public import Credentials
import GoogleHTTP
import OAuthFlow
import Vault

/// Which customers some credentials reach, and what could not be read.
public struct HierarchyAnswer: Sendable {
    /// What they reach, put together.
    public let hierarchy: Hierarchy
    /// How many credentials it is about.
    public let credentialCount: Int
    /// What went wrong with whom, and what somebody should look at, by name.
    public let failures: [(credential: Name, finding: Finding)]

    /// An answer.
    public init(hierarchy: Hierarchy, credentialCount: Int, failures: [(credential: Name, finding: Finding)] = []) {
        self.hierarchy = hierarchy
        self.credentialCount = credentialCount
        self.failures = failures
    }
}

extension Session {
    /// The customers that the credentials which pass `filter` reach: what is kept of them, and what is not, read now and
    /// kept. One credential's failure never stops the others; where it fails, what was kept is shown.
    ///
    /// - Parameters:
    ///   - refresh: whether everything is read again.
    ///   - jobs: how many credentials are asked about at once.
    ///   - progress: how many are read, of how many.
    /// - Throws: `OperationError.unknown` for a lone name that there is none of; `.notStored`; `VaultError`.
    public func hierarchy(
        _ filter: Filter,
        refresh: Bool = false,
        jobs: Int = 16,
        progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> HierarchyAnswer {
        let chosen = try list(filter).filter { $0.state != .revoked && $0.state != .revoking }
        var reaches = try vault.read { snapshot in
            try chosen.reduce(into: [Name: Reach]()) { $0[$1.name] = try snapshot.reach(of: $1.name) }
        }
        // What is known to be dead, or was granted nothing that reaches anybody, brings nothing new by itself.
        let asked = chosen.filter {
            refresh || (reaches[$0.name] == nil && $0.state == .active && $0.reachesSomething)
        }
        let limit = CallLimit(jobs)
        var states = Dictionary(chosen.map { ($0.name, $0.state) }) { first, _ in first }
        // Who was granted nothing that reaches anybody is missed by nobody who did not name it.
        var failures = chosen.filter { reaches[$0.name] == nil && !asked.contains($0) }
            .filter { filter.chooses($0.name) || $0.state != .active }
            .map { (credential: $0.name, finding: Finding.notRead($0)) }
        try await withThrowingTaskGroup(of: Looked.self) { group in
            var waiting = asked.makeIterator()
            for _ in 0..<max(jobs, 1) {
                guard let credential = waiting.next() else { break }
                let known = reaches[credential.name]
                group.addTask {
                    try await CallLimit.$current.withValue(limit) {
                        try await look(credential, known: known, jobs: jobs)
                    }
                }
            }
            var done = 0
            while let looked = try await group.next() {
                done += 1
                progress(done, asked.count)
                try vault.write { transaction in
                    transaction.note(AuditNote("tree", looked.name.description))
                    if let learnt = looked.learnt { _ = try transaction.keep(learnt) }
                }
                if let learnt = looked.learnt { states[looked.name] = learnt.credential.state }
                if let reach = looked.reach { reaches[looked.name] = reach }
                failures += looked.findings.map { (looked.name, $0) }
                guard !Task.isCancelled, let credential = waiting.next() else { continue }
                let known = reaches[credential.name]
                group.addTask {
                    try await CallLimit.$current.withValue(limit) {
                        try await look(credential, known: known, jobs: jobs)
                    }
                }
            }
        }
        return HierarchyAnswer(
            hierarchy: Hierarchy(reaches.map { ($0.key, $0.value) }, states: states),
            credentialCount: chosen.count,
            failures: failures.sorted { $0.credential < $1.credential }
        )
    }

    /// What one look at a credential gave.
    private struct Looked: Sendable {
        let name: Name
        var learnt: Learnt?
        var reach: Reach?
        var findings: [Finding] = []
    }

    private func look(_ credential: Credential, known: Reach?, jobs: Int) async throws -> Looked {
        var token: Secret?
        do {
            let (refreshable, developerToken) = try vault.read { snapshot in
                var clients = OpenedClients()
                let refreshable = try snapshot.refreshable(credential.name, &clients)
                return (refreshable, try clients.developerToken(of: refreshable.client?.value, in: &snapshot))
            }
            token = refreshable.token
            let answer = try await refresh(refreshable)
            let access = try answer.access.get()
            let learnt = answer.subject.credential.refreshed(answer, granted: answer.scopes, at: now())
            let read = try await reach(
                of: learnt,
                access: access,
                developerToken: developerToken,
                known: known,
                jobs: jobs
            )
            return Looked(
                name: credential.name,
                learnt: Learnt(credential: try learnt.fitted(), token: answer.subject.token, reach: read.new),
                reach: read.reach,
                findings: read.findings
            )
        } catch let error as GoogleError {
            return failed(credential, token, error)
        } catch OperationError.google(let error) {
            return failed(credential, token, error)
        } catch OperationError.unusableKey(_, let defect) {
            return Looked(name: credential.name, findings: [.unusableKey(credential, defect)])
        } catch OperationError.unknown(.client, let client, _) {
            return Looked(name: credential.name, findings: [.noClient(client)])
        } catch OperationError.unknown(.credential, _, _), OperationError.unusable {
            // It went, or is being revoked, since it was listed.
            return Looked(name: credential.name)
        } catch is CancellationError {
            return Looked(name: credential.name)
        }
    }

    private func failed(_ credential: Credential, _ token: Secret?, _ error: GoogleError) -> Looked {
        if case .http(.cancelled) = error { return Looked(name: credential.name) }
        var looked = Looked(name: credential.name, findings: [Finding(error, of: credential)])
        if case .invalidGrant = error, let token {
            looked.learnt = Learnt(credential: credential.suspected(at: now()), token: token)
        }
        return looked
    }

    /// What a credential reaches, by the access that a refresh gave.
    ///
    /// - Throws: `CancellationError`.
    func reach(
        of credential: Credential,
        access: Refreshed.Access,
        developerToken: Secret?,
        known: Reach?,
        jobs: Int
    ) async throws -> ReadReach {
        guard let reader else { return ReadReach() }
        return try await reader.reach(
            of: credential,
            granted: credential.scopes,
            bearer: access.token.bytes,
            developerToken: developerToken,
            known: known,
            at: now(),
            jobs: jobs
        )
    }
}

extension Credential {
    /// Whether it was granted anything by which customers or networks are reached, or nobody knows what.
    fileprivate var reachesSomething: Bool {
        let scopes = kind == .serviceAccount && scopes.isEmpty ? signedScopes : scopes
        return scopes.isEmpty || scopes.contains { $0 == .adwords || Scope.adManagerScopes.contains($0) }
    }
}
