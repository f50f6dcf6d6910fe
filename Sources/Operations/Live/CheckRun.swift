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

    /// What came of them, in the order of coming.
    private(set) var results: [CheckResult] = []
    /// What went wrong first.
    private(set) var failure: (any Error)?
    private var unopened: ArraySlice<Credential>
    private var opened: ArraySlice<CheckSubject> = []
    private var unsaved: [Learnt] = []
    private let openedAtOnce: Int

    /// How many results are committed at once.
    private static let groupSize = 100

    init(of credentials: [Credential], openedAtOnce: Int) {
        unopened = credentials[...]
        self.openedAtOnce = max(1, openedAtOnce)
    }

    /// Whom to ask about next; nil where nobody is opened, or after a failure.
    mutating func next() -> CheckSubject? {
        failure == nil ? opened.popFirst() : nil
    }

    /// What is to be done with the vault next; nil where nothing is yet.
    ///
    /// - Parameters:
    ///   - isLast: whether nobody is asked about any more: then everything is kept.
    ///   - mayOpen: whether more are wanted.
    mutating func errand(isLast: Bool, mayOpen: Bool) -> Errand? {
        let opens = mayOpen && failure == nil && opened.count < openedAtOnce && !unopened.isEmpty
        let saves = unsaved.count >= Self.groupSize || (isLast && !unsaved.isEmpty)
        guard opens || saves else { return nil }
        let errand = Errand(learnt: saves ? unsaved : [], unopened: opens ? unopened.prefix(openedAtOnce) : [])
        if saves { unsaved = [] }
        unopened = unopened.dropFirst(errand.unopened.count)
        return errand
    }

    /// Takes who was opened, or why nothing was kept or nobody opened.
    mutating func take(_ subjects: Result<[CheckSubject], any Error>) {
        do {
            opened += try subjects.get()
        } catch {
            failure = failure ?? error
        }
    }

    /// Takes what came of one.
    mutating func add(_ checked: Checked) {
        switch checked {
        case .done(let result, let learnt):
            results.append(result)
            if let learnt { unsaved.append(learnt) }
        case .skipped: break
        case .failed(let error): failure = failure ?? error
        }
    }
}

/// A step that came to its end.
enum CheckStep: Sendable {
    /// Of one credential.
    case checked(Checked)
    /// At the vault.
    case done(Result<[CheckSubject], any Error>)
}
