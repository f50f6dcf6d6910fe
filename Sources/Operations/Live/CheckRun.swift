import Credentials

/// A run over many credentials as a value: who is asked about next, what is to be kept, and what is known so far. Nothing
/// new is begun after a failure.
struct CheckRun {
    /// What is to be done with the vault, in this order.
    struct Errand: Sendable {
        /// What is to be kept.
        let learnt: [Learnt]
        /// Who is to be opened.
        let unopened: ArraySlice<Credential>
    }

    /// What came of an errand.
    struct Outcome: Sendable {
        /// What could not be kept.
        var unkept: [Learnt] = []
        /// Of whom nothing that was learnt holds, since they changed or went meanwhile.
        var stale: Set<Name> = []
        /// Who was opened.
        var opened: [CheckSubject] = []
        /// What went wrong.
        var failure: (any Error)?
    }

    /// What came of those that were checked, in the order of coming.
    private(set) var results: [CheckResult] = []
    /// What went wrong first.
    private(set) var failure: (any Error)?
    private var unopened: ArraySlice<Credential>
    private var opened: ArraySlice<CheckSubject> = []
    private var unsaved: [Learnt] = []
    private var unsavedByteCount = 0
    private var isOver = false
    private let openedAtOnce: Int

    /// How much is committed at once: whoever else writes waits that long, and it lies in memory until then.
    private static let groupSize = (results: 100, byteCount: 8 << 20)

    init(of credentials: [Credential], openedAtOnce: Int) {
        unopened = credentials[...]
        self.openedAtOnce = max(1, openedAtOnce)
    }

    /// Whom to ask about next; nil where nobody is opened, or after a failure.
    mutating func next() -> CheckSubject? {
        failure == nil ? opened.popFirst() : nil
    }

    /// What is to be done with the vault next; nil where nothing is yet. When all is over, everything is kept, and what
    /// could not be kept before is tried once more.
    ///
    /// - Parameters:
    ///   - isIdle: whether nobody is asked about at the moment.
    ///   - goesOn: whether more are wanted.
    mutating func errand(isIdle: Bool, goesOn: Bool) -> Errand? {
        guard !isOver else { return nil }
        let goesOn = goesOn && failure == nil
        isOver = isIdle && (!goesOn || (opened.isEmpty && unopened.isEmpty))
        let isFull = unsaved.count >= Self.groupSize.results || unsavedByteCount >= Self.groupSize.byteCount
        let saves = isOver || (isFull && failure == nil)
        let opens = goesOn && opened.count < openedAtOnce
        let errand = Errand(learnt: saves ? unsaved : [], unopened: opens ? unopened.prefix(openedAtOnce) : [])
        guard !errand.learnt.isEmpty || !errand.unopened.isEmpty else { return nil }
        if saves { (unsaved, unsavedByteCount) = ([], 0) }
        unopened = unopened.dropFirst(errand.unopened.count)
        return errand
    }

    /// Takes what came of an errand.
    mutating func take(_ outcome: Outcome) {
        results.removeAll { outcome.stale.contains($0.name) }
        opened += outcome.opened
        unsaved = outcome.unkept + unsaved
        unsavedByteCount += outcome.unkept.map(\.byteCount).reduce(0, +)
        failure = failure ?? outcome.failure
    }

    /// Takes what came of one.
    mutating func add(_ checked: Checked) {
        switch checked {
        case .done(let result, let learnt):
            results.append(result)
            add(learnt)
        case .skipped(let learnt): add(learnt)
        case .failed(let error): failure = failure ?? error
        }
    }

    private mutating func add(_ learnt: Learnt?) {
        guard let learnt else { return }
        unsaved.append(learnt)
        unsavedByteCount += learnt.byteCount
    }
}

/// A step that came to its end.
enum CheckStep: Sendable {
    /// Of one credential.
    case checked(Checked)
    /// At the vault.
    case done(CheckRun.Outcome)
}
