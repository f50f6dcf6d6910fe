public import Credentials
public import Deploy
import GoogleHTTP
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
    ///   - openedAtOnce: how many are opened in one step, at most `jobs`. Fewer than twice as many wait, opened, to be
    ///     asked about.
    ///   - progress: how many were checked, of how many, from none on.
    /// - Returns: a result each, by name, but for those that changed or went meanwhile. When the task is cancelled, those
    ///   that are there by then.
    /// - Throws: `OperationError.unknown` for a name that there is none of; `.nobody` where none passes; `.unusable` where
    ///   only tombstones do; `VaultError`; `StoppedCheck` once somebody was asked about.
    public func check(
        _ filter: Filter,
        required: [Scope]? = nil,
        policy: Policy? = nil,
        ads: Bool = true,
        explains: Bool = false,
        keepalive: Bool = false,
        jobs: Int = 16,
        openedAtOnce: Int = 16,
        progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> [CheckResult] {
        let meant = try list(filter)
        // A check of nobody, asked for by a slip, would pass for one that found nothing amiss.
        guard !meant.isEmpty || filter == Filter() else { throw OperationError.nobody }
        let chosen = meant.filter {
            $0.state != .revoked && (!keepalive || $0.needsKeepalive(at: now()))
        }
        if chosen.isEmpty, !keepalive, filter != Filter(), let first = meant.first {
            throw OperationError.unusable(first.name, first.state)
        }
        guard !chosen.isEmpty else { return [] }
        let summary = chosen.count == 1 ? chosen[0].name.description : "\(chosen.count) credentials"
        try vault.write { $0.note(AuditNote("check", summary, keepalive ? "keepalive" : "")) }
        let wanted = CheckWish(required: required, policy: policy, ads: ads, jobs: max(1, jobs))
        var run = CheckRun(of: chosen, openedAtOnce: min(openedAtOnce, max(1, jobs)))
        progress(0, chosen.count)
        await CallLimit.$current.withValue(CallLimit(jobs)) {
            await check(&run, wanted) { progress($0, chosen.count) }
        }
        let results = run.results.sorted { $0.name < $1.name }
        let told: [CheckResult]
        do {
            told = try explained(results, whole: explains)
        } catch {
            throw StoppedCheck(results: results, cause: run.failure ?? error)
        }
        if let failure = run.failure { throw StoppedCheck(results: told, cause: failure) }
        return told
    }

    /// The results, those of refused tokens with what the vault's own ledger says of the cause.
    private func explained(_ results: [CheckResult], whole: Bool) throws -> [CheckResult] {
        guard results.contains(where: \.isRefused) else { return results }
        let ledger = try underNewestKey {
            try $0.read { Ledger(credentials: try $0.all(Credential.self), mints: try $0.all(MintLedger.self)) }
        }
        return results.map { $0.isRefused ? $0.explained(by: ledger, at: now(), whole: whole) : $0 }
    }

    /// Asks about all of a run. What has to do with the vault goes one by one beside the calls: nobody who asks Google waits
    /// for the commit of what others were told, nor for the tokens of those who come later.
    private func check(_ run: inout CheckRun, _ wanted: CheckWish, progress: (Int) -> Void) async {
        await withTaskGroup(of: CheckStep.self) { group in
            var underWay = 0
            var isAtVault = false
            while true {
                // What is under way ends after a failure too, since it may bring a new token.
                while underWay < wanted.jobs, !Task.isCancelled, let subject = run.next() {
                    underWay += 1
                    group.addTask { .checked(await check(subject, wanted)) }
                }
                if !isAtVault, let errand = run.errand(isIdle: underWay == 0, goesOn: !Task.isCancelled) {
                    isAtVault = true
                    group.addTask { .done(perform(errand, wanted)) }
                }
                switch await group.next() {
                case .checked(let checked)?:
                    underWay -= 1
                    run.add(checked)
                    progress(run.results.count)
                case .done(let outcome)?:
                    isAtVault = false
                    run.take(outcome)
                case nil: return
                }
            }
        }
    }

    /// Keeps what was learnt, and opens those who are asked about next; who went meanwhile is left out.
    private func perform(_ errand: CheckRun.Errand, _ wanted: CheckWish) -> CheckRun.Outcome {
        var outcome = CheckRun.Outcome(unkept: errand.learnt)
        do {
            if !errand.learnt.isEmpty {
                outcome.stale = try underNewestKey { vault in
                    try vault.write { transaction in
                        let stale = try errand.learnt.filter { try !transaction.keep($0) }
                        return Set(stale.map(\.credential.name))
                    }
                }
                outcome.unkept = []
            }
            if !errand.unopened.isEmpty {
                outcome.opened = try underNewestKey { vault in
                    try vault.read { snapshot in
                        var clients = OpenedClients()
                        return try errand.unopened.compactMap {
                            try snapshot.subject($0, &clients, readsReach: wanted.ads)
                        }
                    }
                }
            }
        } catch {
            outcome.failure = error
        }
        return outcome
    }
}

/// A check that came to its end too early. What was learnt by then is kept, as far as the vault could be written.
public struct StoppedCheck: Error {
    /// What came of those that were checked by then, by name.
    public let results: [CheckResult]
    /// Why it stopped: `VaultError`; `OperationError.notStored` where Google replaced a token and the vault could not be
    /// written.
    public let cause: any Error
}
