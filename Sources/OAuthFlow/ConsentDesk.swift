import Synchronization

/// Where the one answer of a consent is handed in, collected, and told what became of it.
final class ConsentDesk: Sendable {
    private struct Contents: ~Copyable {
        var answer: Redirect?
        var isTaken = false
        var page: ResultPage?
    }

    private let contents = Mutex(Contents())
    /// Fires when the answer is there, for whoever waits for it.
    let answered = Signal()
    /// Fires when no further request is wanted.
    let closing = Signal()
    private let concluded = Signal()

    /// Takes the answer, unless one was taken already.
    func take(_ answer: consuming Redirect) -> Bool {
        var answer: Redirect? = answer
        let isFirst = contents.withLock { contents in
            guard !contents.isTaken else { return false }
            contents.isTaken = true
            contents.answer = answer.take()
            return true
        }
        if isFirst {
            closing.fire()
            answered.fire()
        }
        return isFirst
    }

    /// The answer, for the first who asks.
    func collect() -> Redirect? {
        contents.withLock { $0.answer.take() }
    }

    /// Says what the browser is to show; the first word counts.
    func conclude(with page: ResultPage) {
        contents.withLock { $0.page = $0.page ?? page }
        concluded.fire()
    }

    /// What the browser is to show, as soon as somebody says so.
    func conclusion() async -> ResultPage {
        await concluded.wait()
        return contents.withLock { $0.page } ?? ResultPage(.failure)
    }
}

/// Something that happens once and that one task waits for.
struct Signal: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func fire() {
        continuation.finish()
    }

    /// Returns once it has fired, or the task is cancelled.
    func wait() async {
        for await _ in stream {}
    }
}
