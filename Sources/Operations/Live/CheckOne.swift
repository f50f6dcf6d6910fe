import Credentials
import Deploy
import GoogleHTTP
import OAuthFlow
import Vault

/// What a check asks of each credential.
struct CheckWish: Sendable {
    let required: [Scope]?
    let policy: Policy?
    /// Whether the customers that it reaches are read.
    let ads: Bool
    /// How many are asked about at once, and how many customers of each where not too many others are.
    let jobs: Int
}

/// A credential that is to be checked, with what that takes of the vault.
struct CheckSubject: Sendable {
    let credential: Credential
    /// What a refresh needs; nil where its client is not in the vault any more.
    let refreshable: Refreshable?
    /// Whether a token waits to replace its own.
    let hasSuccessor: Bool
    /// The developer token of its client.
    var developerToken: Secret?
    /// What it reached before.
    var reach: KeptReach?
}

/// What became of it.
enum Checked: Sendable {
    /// The result, and what was learnt and is to be kept; nil where nothing was.
    case done(CheckResult, learnt: Learnt?)
    /// It went, or the run was cancelled, before anything was known.
    case skipped
    /// The vault failed.
    case failed(any Error)
}

extension VaultSnapshot {
    /// Opens a credential for a check; nil where it went, or nothing is left to check.
    mutating func subject(
        _ credential: Credential,
        _ clients: inout OpenedClients,
        readsReach: Bool
    ) throws -> CheckSubject? {
        let hasSuccessor = try record(.successor, credential.name) != nil
        do {
            let refreshable = try refreshable(credential.name, &clients)
            return CheckSubject(
                credential: refreshable.credential,
                refreshable: refreshable,
                hasSuccessor: hasSuccessor,
                developerToken: readsReach ? try clients.developerToken(of: refreshable.client?.value, in: &self) : nil,
                reach: readsReach ? try keptReach(of: credential.name) : nil
            )
        } catch OperationError.unknown(.client, _, _) {
            return CheckSubject(credential: credential, refreshable: nil, hasSuccessor: hasSuccessor)
        } catch OperationError.unknown(.credential, _, _), OperationError.unusable {
            return nil
        }
    }
}

extension Session {
    /// Asks about one credential.
    func check(_ subject: CheckSubject, _ wanted: CheckWish) async -> Checked {
        let credential = subject.credential
        var notes: [Finding] = []
        do {
            var refreshable = subject.refreshable
            if subject.hasSuccessor, try await settle(credential, &notes) {
                refreshable = try vault.read { try $0.refreshable(credential.name) }
            }
            guard let refreshable else {
                return .done(credential.result(.noClient(of: credential), notes: notes), learnt: nil)
            }
            let asked = credential.scopesToAsk(
                requiring: wanted.required ?? wanted.policy?.demand(on: credential).requiredScopes
            )
            let answer = try await refresh(refreshable, scopes: asked)
            notes += answer.warnings.map { .strangeReply($0) }
            let access = try answer.access.get()
            let info = try await google.tokenInfo(accessToken: access.token.bytes, client: refreshable.client?.value)
            var learnt = answer.subject.credential.refreshed(answer, granted: info.scopes.sorted(), at: now())
            learnt.account = learnt.account ?? info.account
            let fitted = try learnt.fitted()
            if fitted.scopes != learnt.scopes { notes.append(.manyScopes(of: fitted, granted: learnt.scopes.count)) }
            var read = ReadReach()
            if wanted.ads {
                read = try await reach(
                    of: fitted,
                    access: access,
                    developerToken: subject.developerToken,
                    known: try subject.reach?.reach(of: credential.name),
                    jobs: wanted.jobs
                )
            }
            notes += read.findings
            let demand = wanted.policy?.demand(on: fitted)
            if let demand { notes += credential.findings(against: demand, granted: info.scopes, at: now()) }
            let required = wanted.required ?? demand?.requiredScopes
            let result = fitted.result(required: required, info: info, reached: read.customerCount, notes: notes)
            return .done(result, learnt: Learnt(credential: fitted, reach: read.new))
        } catch GoogleError.http(.cancelled), OperationError.google(.http(.cancelled)) {
            return .skipped
        } catch is CancellationError {
            return .skipped
        } catch let error as GoogleError {
            return failed(credential, error, notes)
        } catch OperationError.google(let error) {
            return failed(credential, error, notes)
        } catch OperationError.unusableKey(_, let defect) {
            return .done(credential.result(.unusableKey(credential, defect), notes: notes), learnt: nil)
        } catch {
            return .failed(error)
        }
    }

    /// Tries the token that waits to replace a credential's own; true where it did.
    private func settle(_ credential: Credential, _ notes: inout [Finding]) async throws -> Bool {
        do {
            return try await proveSuccessor(of: credential.name) != nil
        } catch OperationError.successorDead(let name) {
            notes.append(.successorDead(name))
        } catch OperationError.wrongAccount(_, let actual) {
            notes.append(.foreignSuccessor(credential.name, actual))
        } catch OperationError.unknown(.client, let client, _) {
            notes.append(.noClient(client))
        }
        return false
    }

    private func failed(_ credential: Credential, _ error: GoogleError, _ notes: [Finding]) -> Checked {
        guard case .invalidGrant = error else {
            return .done(credential.result(Finding(error, of: credential), notes: notes), learnt: nil)
        }
        let learnt = credential.suspected(at: now())
        let result = learnt.result(Finding(error, of: credential), notes: notes)
        return .done(result, learnt: Learnt(credential: learnt))
    }
}
