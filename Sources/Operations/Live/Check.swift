public import Credentials
public import Deploy
import GoogleHTTP
import OAuthFlow
import Vault

extension Session {
    /// Asks Google about every credential that passes `filter`: whether it still gives access, and for what. One
    /// credential's failure never stops the others, and a network's never changes a state. Tombstones are passed over.
    ///
    /// - Parameters:
    ///   - required: the scopes to require; nil requires those of the policy, else those recorded at login.
    ///   - policy: what is asked of credentials; nil for nothing.
    ///   - ads: whether the customers that it reaches are read too.
    ///   - explains: whether every likely cause of a refusal is told, or the likeliest alone.
    ///   - keepalive: whether it is only about those that Google would end soon since nobody uses them.
    ///   - jobs: how many are asked at once.
    ///   - openedAtOnce: how many tokens lie open in guarded memory at a time.
    ///   - progress: how many are done, of how many.
    /// - Returns: a result each, by name. When the task is cancelled, those that are there by then.
    /// - Throws: `OperationError.unknown` for a name that there is none of; `.nobody` where none passes; `.notStored` where Google replaced a
    ///   token and the vault could not be written; `VaultError`.
    public func check(
        _ filter: Filter,
        required: [Scope]? = nil,
        policy: Policy? = nil,
        ads: Bool = true,
        explains: Bool = false,
        keepalive: Bool = false,
        jobs: Int = 16,
        openedAtOnce: Int = 1000,
        progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> [CheckResult] {
        let meant = try list(filter)
        // A check of nobody, asked for by a slip, would pass for one that found nothing amiss.
        guard !meant.isEmpty || filter == Filter() else { throw OperationError.nobody }
        let chosen = meant.filter {
            $0.state != .revoked && (!keepalive || $0.needsKeepalive(at: now()))
        }
        guard !chosen.isEmpty else { return [] }
        let summary = chosen.count == 1 ? chosen[0].name.description : "\(chosen.count) credentials"
        try vault.write { $0.note(AuditNote("check", summary, keepalive ? "keepalive" : "")) }
        let wanted = Wanted(required: required, policy: policy, ads: ads, jobs: jobs)
        var run = Run()
        for start in stride(from: 0, to: chosen.count, by: openedAtOnce) {
            guard run.failure == nil, !Task.isCancelled else { break }
            do {
                let subjects = try subjects(of: chosen[start..<min(start + openedAtOnce, chosen.count)])
                await CallLimit.$current.withValue(CallLimit(jobs)) {
                    await check(subjects, wanted, jobs: jobs, &run) { progress($0, chosen.count) }
                }
            } catch {
                run.failure = error
            }
        }
        let failed = save(run.takeUnsaved())
        run.failure = run.failure ?? failed
        if let failure = run.failure { throw failure }
        let results = run.results.sorted { $0.name < $1.name }
        return try explained(results, whole: explains)
    }

    /// The results, those of refused tokens with what the vault's own ledger says of the cause.
    private func explained(_ results: [CheckResult], whole: Bool) throws -> [CheckResult] {
        guard results.contains(where: \.isRefused) else { return results }
        let ledger = try vault.read {
            Ledger(credentials: try $0.all(Credential.self), mints: try $0.all(MintLedger.self))
        }
        return results.map { $0.isRefused ? $0.explained(by: ledger, at: now(), whole: whole) : $0 }
    }

    private func check(
        _ subjects: [Subject],
        _ wanted: Wanted,
        jobs: Int,
        _ run: inout Run,
        progress: (Int) -> Void
    ) async {
        await withTaskGroup(of: Step.self) { group in
            var waiting = subjects.makeIterator()
            for subject in waiting.next(max(1, jobs)) {
                group.addTask { .checked(await check(subject, wanted)) }
            }
            var isSaving = false
            while let step = await group.next() {
                switch step {
                case .saved(let failure):
                    isSaving = false
                    run.failure = run.failure ?? failure
                case .checked(let checked):
                    run.add(checked)
                    progress(run.count)
                    // After a failure nothing more is begun; what is under way ends, since it may bring a new token.
                    if run.failure == nil, !Task.isCancelled, let subject = waiting.next() {
                        group.addTask { .checked(await check(subject, wanted)) }
                    }
                }
                // Nobody who asks Google waits for the commit of what others were told.
                if !isSaving, run.unsaved.count >= Self.groupSize {
                    isSaving = true
                    let learnt = run.takeUnsaved()
                    group.addTask { .saved(save(learnt)) }
                }
            }
        }
    }

    /// How many results are committed at once.
    private static let groupSize = 100

    /// What is asked of each.
    private struct Wanted: Sendable {
        let required: [Scope]?
        let policy: Policy?
        let ads: Bool
        /// How many customers of each are asked about at once, where not too many others are.
        let jobs: Int
    }

    private enum Step: Sendable {
        case checked(Checked)
        /// What was learnt was committed, or could not be.
        case saved((any Error)?)
    }

    private enum Checked: Sendable {
        /// The result, and what was learnt and is to be kept; nil where nothing was.
        case done(CheckResult, learnt: Learnt?)
        /// It went, or the run was cancelled, before anything was known.
        case skipped
        /// The vault failed.
        case failed(any Error)
    }

    /// What there is so far.
    private struct Run {
        var count = 0
        var results: [CheckResult] = []
        var unsaved: [Learnt] = []
        var failure: (any Error)?

        mutating func add(_ checked: Checked) {
            count += 1
            switch checked {
            case .done(let result, let learnt):
                results.append(result)
                if let learnt { unsaved.append(learnt) }
            case .skipped: break
            case .failed(let error): failure = failure ?? error
            }
        }

        mutating func takeUnsaved() -> [Learnt] {
            defer { unsaved = [] }
            return unsaved
        }
    }

    /// A credential that is to be checked.
    private struct Subject: Sendable {
        let credential: Credential
        /// What a refresh needs; nil where its client is not in the vault any more.
        let refreshable: Refreshable?
        /// Whether a token waits to replace its own.
        let hasSuccessor: Bool
    }

    /// Opens a group in one step; what went meanwhile is left out.
    private func subjects(of chosen: ArraySlice<Credential>) throws -> [Subject] {
        try vault.read { snapshot in
            var clients = OpenedClients()
            return try chosen.compactMap { credential in
                let hasSuccessor = try snapshot.record(.successor, credential.name) != nil
                do {
                    let subject = try snapshot.refreshable(credential.name, &clients)
                    return Subject(credential: subject.credential, refreshable: subject, hasSuccessor: hasSuccessor)
                } catch OperationError.unknown(.client, _, _) {
                    return Subject(credential: credential, refreshable: nil, hasSuccessor: hasSuccessor)
                } catch OperationError.unknown(.credential, _, _), OperationError.unusable {
                    return nil
                }
            }
        }
    }

    private func check(_ subject: Subject, _ wanted: Wanted) async -> Checked {
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
                let known = try vault.read { try $0.reach(of: credential.name) }
                read = try await reach(
                    of: fitted,
                    client: refreshable.client?.value,
                    access: access,
                    known: known,
                    jobs: wanted.jobs
                )
            }
            notes += read.findings
            let demand = wanted.policy?.demand(on: fitted)
            if let demand { notes += credential.findings(against: demand, granted: info.scopes, at: now()) }
            let required = wanted.required ?? demand?.requiredScopes
            let result = fitted.result(required: required, info: info, reached: read.customerCount, notes: notes)
            return .done(result, learnt: Learnt(credential: fitted, reach: read.reach))
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

    /// Keeps what was learnt; gives why it could not.
    private func save(_ learnt: [Learnt]) -> (any Error)? {
        guard !learnt.isEmpty else { return nil }
        do {
            try vault.write { transaction in
                for learnt in learnt { try transaction.keep(learnt) }
            }
            return nil
        } catch {
            return error
        }
    }
}

extension IteratorProtocol {
    /// The next `count` elements, or fewer where there are no more.
    fileprivate mutating func next(_ count: Int) -> [Element] {
        var elements: [Element] = []
        while elements.count < count, let element = next() { elements.append(element) }
        return elements
    }
}
