public import Credentials
import OAuthFlow
import Vault

extension Session {
    /// What revoking `names` would end. Nothing is done yet.
    ///
    /// - Throws: `OperationError.unknown`; `.unusable` for what is revoked already.
    public func planRevocation(of names: [Name]) throws -> RevocationPlan {
        try vault.read { snapshot in
            let named = try names.map { try snapshot.known(Credential.self, $0) }
            if let done = named.first(where: { $0.state == .revoked }) {
                throw OperationError.unusable(done.name, done.state)
            }
            return RevocationPlan(named: named, all: try snapshot.all(Credential.self))
        }
    }

    /// Ends the plan's grants at Google, proves for each credential that its token is dead, and shreds its secret.
    ///
    /// What is not proven stays `revoking`, with its secret: the same command goes on from there. One part's failure does
    /// not stop the others. A vault that cannot be written does not stop a revocation: it goes on, and the log gets a
    /// `gap` entry as soon as it can be written.
    ///
    /// - Throws: `VaultError` where the vault cannot even be read.
    public func revoke(
        _ plan: RevocationPlan,
        progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> [RevocationResult] {
        var results: [RevocationResult] = []
        for part in plan.parts {
            let members = try subjects(of: part)
            let gap = mark(part)
            progress("revoking \(part.credentials.map(\.name.description).joined(separator: ", "))")
            let answer = await end(members)
            for (credential, subject) in members {
                let proof = await prove(subject, after: answer, progress: progress)
                results.append(conclude(credential, part.grant, answer, proof, gap: gap))
            }
        }
        return results
    }

    /// Every credential of a part, with what a refresh needs where that is all there.
    private func subjects(of part: RevocationPlan.Part) throws -> [(Credential, Refreshable?)] {
        try vault.write { transaction in
            try part.credentials.map { credential in
                do {
                    return (credential, try transaction.refreshable(credential))
                } catch OperationError.unknown(.client, _, _) {
                    return (credential, nil)
                }
            }
        }
    }

    /// Notes that these are to be revoked; gives what went unrecorded where the vault cannot be written.
    private func mark(_ part: RevocationPlan.Part) -> String? {
        do {
            try vault.write { transaction in
                for credential in part.credentials {
                    var marked = try transaction.known(Credential.self, credential.name)
                    marked.state = .revoking
                    try transaction.update(marked)
                }
                let names = part.credentials.map(\.name.description).joined(separator: ", ")
                transaction.note(AuditNote("revoke", part.grant?.description ?? names, names))
            }
            return nil
        } catch {
            return "revoke of \(part.credentials.map(\.name.description).joined(separator: ", ")) at \(now())"
        }
    }

    private struct Ending {
        var status: Int?
        var reason: String?
    }

    /// Asks Google to end the grant by one of its tokens.
    private func end(_ members: [(Credential, Refreshable?)]) async -> Ending {
        var ending = Ending(status: nil, reason: "its client is not in the vault any more")
        for (_, subject) in members {
            guard let subject else { continue }
            do throws(GoogleError) {
                let answer = try await google.revoke(subject.token.bytes, client: subject.client)
                ending = Ending(status: answer.status, reason: nil)
                // A dead token says nothing about its siblings: the next one is asked as well.
                if answer == .revoked { return ending }
            } catch {
                if ending.status == nil { ending.reason = "\(error)" }
                if error.isTransient { return ending }
            }
        }
        return ending
    }

    private enum Verdict {
        case dead
        case alive(String)
        case unknowable(String)
    }

    /// Refreshes until Google says `invalid_grant`, since a revocation takes effect late; gives up after a while.
    private func prove(
        _ subject: Refreshable?,
        after ending: Ending,
        progress: @Sendable (String) -> Void
    ) async -> Verdict {
        guard let subject else { return .unknowable("its client is not in the vault any more") }
        guard ending.status != nil else { return .alive(ending.reason ?? "Google could not be asked") }
        var last = "Google still takes the token"
        for (attempt, wait) in ([.zero] + Self.proofPauses).enumerated() {
            if attempt > 0 {
                progress("\(subject.credential.name): \(last); asking again in \(wait.components.seconds) s")
                do { try await pause(wait) } catch { return .alive("interrupted") }
            }
            do {
                _ = try await refresh(subject)
                last = "Google still takes the token"
            } catch let error as GoogleError {
                switch error {
                case .invalidGrant(.signInAgain, _): last = "\(error)"
                case .invalidGrant: return .dead
                case .invalidClient, .unauthorizedClient: return .unknowable("\(error)")
                default: last = "\(error)"
                }
            } catch {
                last = "\(error)"
            }
        }
        return .alive(last)
    }

    private static let proofPauses: [Duration] = [.seconds(1), .seconds(2), .seconds(4), .seconds(8)]

    /// Shreds what is proven dead, and says where each stands.
    private func conclude(
        _ credential: Credential,
        _ grant: Grant?,
        _ ending: Ending,
        _ verdict: Verdict,
        gap: String?
    ) -> RevocationResult {
        func result(_ proof: RevocationResult.Proof, _ state: Credential.State, _ reason: String?) -> RevocationResult {
            RevocationResult(
                credential: credential.name,
                grant: grant,
                revokeStatus: ending.status,
                proof: proof,
                state: state,
                reason: reason
            )
        }
        switch verdict {
        case .alive(let reason): return result(.pending, .revoking, ending.reason ?? reason)
        case .unknowable(let reason): return result(.failed, .revoking, reason)
        case .dead:
            do {
                try shred(credential.name, gap: gap)
                return result(.invalidGrant, .revoked, nil)
            } catch {
                return result(.invalidGrant, .revoking, "proven dead, but the vault could not be written: \(error)")
            }
        }
    }

    /// Leaves a tombstone: the description stays, the secret goes.
    private func shred(_ name: Name, gap: String?) throws {
        try vault.write { transaction in
            var credential = try transaction.known(Credential.self, name)
            credential.state = .revoked
            credential.revokedAt = now()
            try transaction.put(credential)
            if try transaction.record(.successor, name) != nil { try transaction.remove(.successor, name) }
            try transaction.forgetMints(of: credential)
            if let gap { transaction.note(AuditNote("gap", name.description, "went unrecorded: \(gap)")) }
            transaction.note(AuditNote("revoked", name.description, "proven by invalid_grant"))
        }
    }
}

extension VaultTransaction {
    /// With the grant all its tokens ended, so none counts towards Google's limit any more.
    fileprivate mutating func forgetMints(of credential: Credential) throws {
        guard let subject = credential.account?.subject else { return }
        let name = try MintLedger.recordName(subject: subject, clientID: credential.client.id)
        if try record(.mints, name) != nil { try remove(.mints, name) }
    }
}
