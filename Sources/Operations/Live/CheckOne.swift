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
    /// It went meanwhile, or the run was cancelled before there was a result; what was learnt by then is to be kept.
    case skipped(learnt: Learnt?)
    /// The vault failed, or what Google gave could not be stored.
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
    /// What is known of a credential while it is asked about.
    fileprivate struct Look {
        var credential: Credential
        var refreshable: Refreshable?
        var notes: [Finding] = []
        /// What is to be kept, whatever becomes of the rest.
        var learnt: Learnt?
    }

    /// Asks about one credential.
    func check(_ subject: CheckSubject, _ wanted: CheckWish) async -> Checked {
        var look = Look(credential: subject.credential, refreshable: subject.refreshable)
        do {
            let result = try await ask(subject, wanted, &look)
            return .done(result, learnt: look.learnt)
        } catch GoogleError.http(.cancelled), OperationError.google(.http(.cancelled)) {
            return .skipped(learnt: look.learnt)
        } catch is CancellationError {
            return .skipped(learnt: look.learnt)
        } catch OperationError.unknown(.credential, _, _), OperationError.unusable {
            return .skipped(learnt: nil)
        } catch let error as GoogleError {
            return failed(look, error)
        } catch OperationError.google(let error) {
            return failed(look, error)
        } catch OperationError.unusableKey(_, let defect) {
            return .done(look.result(.unusableKey(look.credential, defect)), learnt: nil)
        } catch OperationError.unreadable(.credential, _) {
            return .done(look.result(.unreadableKey(look.credential)), learnt: nil)
        } catch {
            return .failed(error)
        }
    }

    private func ask(_ subject: CheckSubject, _ wanted: CheckWish, _ look: inout Look) async throws -> CheckResult {
        if subject.hasSuccessor, try await settle(look.credential, &look.notes) {
            let name = look.credential.name
            let successor = try underNewestKey { try $0.read { try $0.refreshable(name) } }
            (look.credential, look.refreshable) = (successor.credential, successor)
        }
        let credential = look.credential
        guard let refreshable = look.refreshable else { return look.result(.noClient(of: credential)) }
        let asked = credential.scopesToAsk(
            requiring: wanted.required ?? wanted.policy?.demand(on: credential).requiredScopes
        )
        let answer = try await refresh(refreshable, scopes: asked)
        look.notes += answer.warnings.map { .strangeReply($0) }
        let access = try answer.access.get()
        let info = try await google.tokenInfo(accessToken: access.token.bytes, client: refreshable.client?.value)
        var current = answer.subject.credential.refreshed(answer, granted: info.scopes.sorted(), at: now())
        current.account = current.account ?? info.account
        let fitted = try current.fitted()
        if fitted.scopes != current.scopes {
            look.notes.append(.manyScopes(of: fitted, granted: current.scopes.count))
        }
        look.learnt = Learnt(credential: fitted, token: answer.subject.token)
        var read = ReadReach()
        if wanted.ads {
            read = try await reach(
                of: fitted,
                access: access,
                developerToken: subject.developerToken,
                // What cannot be read is read anew, and replaced.
                known: try? subject.reach?.reach(of: credential.name),
                jobs: wanted.jobs
            )
        }
        look.learnt?.reach = read.new
        look.notes += read.findings
        let demand = wanted.policy?.demand(on: fitted)
        if let demand { look.notes += credential.findings(against: demand, granted: info.scopes, at: now()) }
        let required = wanted.required ?? demand?.requiredScopes
        return fitted.result(required: required, info: info, reached: read.customerCount, notes: look.notes)
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

    private func failed(_ look: Look, _ error: GoogleError) -> Checked {
        let finding = Finding(error, of: look.credential)
        guard case .invalidGrant = error, let token = look.refreshable?.token else {
            return .done(look.result(finding), learnt: nil)
        }
        let suspected = look.credential.suspected(at: now())
        let result = suspected.result(finding, notes: look.notes)
        return .done(result, learnt: Learnt(credential: suspected, token: token))
    }
}

extension Session.Look {
    /// The result of a look that ended with a finding.
    fileprivate func result(_ finding: Finding) -> CheckResult {
        credential.result(finding, notes: notes)
    }
}
