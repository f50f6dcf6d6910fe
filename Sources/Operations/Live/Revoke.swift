public import Credentials
import OAuthFlow
import Vault

extension Session {
    /// What revoking `names` would end. Nothing is done yet.
    ///
    /// - Throws: `OperationError.unknown`; `.unusable` for what is revoked already; `.serviceAccount` for a key, which Google
    ///   has no revocation for.
    public func planRevocation(of names: [Name]) throws -> RevocationPlan {
        try vault.read { snapshot in
            let named = try names.map { try snapshot.known(Credential.self, $0) }
            if let key = named.first(where: { $0.kind == .serviceAccount && $0.state != .revoked }) {
                throw OperationError.serviceAccount(key, .revocation)
            }
            if let done = named.first(where: { $0.state == .revoked }) {
                throw OperationError.unusable(done.name, done.state)
            }
            let all = try snapshot.all(Credential.self)
            var plan = RevocationPlan(named: named, all: all)
            // Only what is known to work keeps a customer from going dark.
            let dying = Set(plan.parts.flatMap(\.credentials).map(\.name))
            let counted = all.filter { $0.state == .active || dying.contains($0.name) }
            plan.note(reaches: try counted.reduce(into: [:]) { $0[$1.name] = try snapshot.reach(of: $1.name) })
            for index in plan.parts.indices {
                plan.parts[index].copies = try snapshot.deployments(of: plan.parts[index].credentials).copies
            }
            return plan
        }
    }

    /// Ends the plan's grants at Google, proves for each credential that its token is dead, and shreds its secret.
    ///
    /// What is not proven stays `revoking`, with its secret: the same command goes on from there. One part's failure does
    /// not stop the others. A vault that cannot be written does not stop a revocation: it goes on, and the next entry that
    /// the log can take, of this run or a later one, is a `gap`. When the task is cancelled, no further part is begun.
    ///
    /// - Returns: a result for each credential of the parts that were begun.
    /// - Throws: `VaultError` where the vault cannot even be read; nothing is done then.
    public func revoke(_ plan: RevocationPlan, progress: @Sendable (String) -> Void = { _ in }) async throws
        -> [RevocationResult]
    {
        let parts = try plan.parts.map { (part: $0, members: try members(of: $0)) }
        var results: [RevocationResult] = []
        var log = RevocationLog(vault: vault)
        for (part, members) in parts where !Task.isCancelled {
            let names = part.credentials.map(\.name.description).joined(separator: ", ")
            let note = AuditNote("revoke", part.grant?.description ?? names, names)
            if let trouble = log.mark(members.map(\.credential), note) { progress(trouble) }
            progress("revoking \(names)")
            let ending = await end(members)
            for member in members {
                var member = member
                let verdict = await prove(&member, after: ending, progress: progress)
                results.append(conclude(member.credential, part.grant, ending, verdict, &log))
            }
        }
        return results
    }

    /// A credential that is to end, with what a refresh needs where that is all there.
    private struct Member {
        var credential: Credential
        let subject: Refreshable?
    }

    /// The credentials of a part that are still as they were when it was planned.
    private func members(of part: RevocationPlan.Part) throws -> [Member] {
        try vault.read { snapshot in
            try part.credentials.compactMap { credential in
                do {
                    let subject = try snapshot.refreshable(credential.name)
                    guard subject.credential.holdsToken(of: credential) else { return nil }
                    return Member(credential: subject.credential, subject: subject)
                } catch OperationError.unknown(.client, _, _) {
                    return Member(credential: credential, subject: nil)
                } catch OperationError.unknown(.credential, _, _), OperationError.unusable {
                    return nil
                }
            }
        }
    }

    private struct Ending {
        var status: Int?
        var reason: String?
        /// When Google was asked and did it: whatever was made before is over.
        var endedAt: Timestamp?
    }

    /// Asks Google to end the grant by one of its tokens.
    private func end(_ members: [Member]) async -> Ending {
        var ending = Ending()
        for subject in members.compactMap(\.subject) {
            guard let client = subject.client else { continue }
            let asked = now()
            do throws(GoogleError) {
                let answer = try await google.revoke(subject.token.bytes, client: client.value)
                ending = Ending(status: answer.status, endedAt: answer == .revoked ? asked : nil)
                // A dead token says nothing about its siblings: the next one is asked too.
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
        _ member: inout Member,
        after ending: Ending,
        progress: @Sendable (String) -> Void
    ) async -> Verdict {
        guard var subject = member.subject else { return .unknowable("its client is not in the vault any more") }
        guard ending.status != nil else { return .alive(ending.reason ?? "google could not be asked") }
        var last = ""
        for wait in Self.proofPauses {
            if let wait {
                progress("\(subject.credential.name): \(last); asking again in \(wait.components.seconds) s")
                do { try await pause(wait) } catch { return .alive("interrupted") }
            }
            do {
                // The token that came in its place, if one did, is the one that must die.
                subject = try await refresh(subject).subject
                member.credential = subject.credential
                last = "google still takes the token"
            } catch let error as GoogleError {
                switch error {
                case .invalidGrant(.signInAgain, _): last = "\(error)"
                case .invalidGrant: return .dead
                case .invalidClient, .unauthorizedClient: return .unknowable("\(error)")
                default: last = "\(error)"
                }
            } catch {
                return .unknowable("\(error)")
            }
        }
        return .alive(last)
    }

    private static let proofPauses: [Duration?] = [nil, .seconds(1), .seconds(2), .seconds(4), .seconds(8)]

    /// Shreds what is proven dead, and says where each stands.
    private func conclude(
        _ credential: Credential,
        _ grant: Grant?,
        _ ending: Ending,
        _ verdict: Verdict,
        _ log: inout RevocationLog
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
        case .alive(let reason):
            log.retry()
            return result(.pending, .revoking, ending.reason ?? reason)
        case .unknowable(let reason):
            log.retry()
            return result(.failed, .revoking, reason)
        case .dead:
            do {
                let state = try log.shred(credential, at: now(), ended: ending.endedAt) ?? .revoked
                let reason = "its token was replaced in the meantime, and the new one is not proven dead"
                return result(.invalidGrant, state, state == .revoked ? nil : reason)
            } catch {
                let note = AuditNote("revoked", credential.name.description, "proven by invalid_grant")
                log.miss([], note, because: error)
                return result(.invalidGrant, .revoking, "proven dead, but the vault could not be written: \(error)")
            }
        }
    }
}
