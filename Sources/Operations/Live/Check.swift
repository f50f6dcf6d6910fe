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
    ///   - openedAtOnce: how many tokens are opened in one step, beside those that are asked about.
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
        openedAtOnce: Int = 32,
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
        let wanted = CheckWish(required: required, policy: policy, ads: ads, jobs: max(1, jobs))
        var run = CheckRun(of: chosen, openedAtOnce: openedAtOnce)
        await CallLimit.$current.withValue(CallLimit(jobs)) {
            await check(&run, wanted) { progress($0, chosen.count) }
        }
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
                let isLast = underWay == 0
                if !isAtVault, let errand = run.errand(isLast: isLast, mayOpen: !Task.isCancelled) {
                    isAtVault = true
                    group.addTask { .done(perform(errand, wanted)) }
                }
                switch await group.next() {
                case .checked(let checked)?:
                    underWay -= 1
                    run.add(checked)
                    progress(run.results.count)
                case .done(let opened)?:
                    isAtVault = false
                    run.take(opened)
                case nil: return
                }
            }
        }
    }

    /// Keeps what was learnt, and opens those who are asked about next; what went meanwhile is left out.
    private func perform(_ errand: CheckRun.Errand, _ wanted: CheckWish) -> Result<[CheckSubject], any Error> {
        Result {
            if !errand.learnt.isEmpty {
                try vault.write { transaction in
                    for learnt in errand.learnt { try transaction.keep(learnt) }
                }
            }
            guard !errand.unopened.isEmpty else { return [] }
            return try vault.read { snapshot in
                var clients = OpenedClients()
                return try errand.unopened.compactMap { try snapshot.subject($0, &clients, readsReach: wanted.ads) }
            }
        }
    }
}
