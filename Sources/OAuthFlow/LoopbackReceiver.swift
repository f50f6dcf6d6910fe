public import Sealing

/// Waits on 127.0.0.1 for the one answer that a consent sends back (RFC 8252 §7.3).
///
/// It listens on a port that the kernel chooses and on a path that nobody can guess. Whatever is not the answer gets a
/// short refusal and changes nothing. With the answer the port is closed at once; the browser's own request stays open
/// until it is known what came of it, so that its page tells the truth.
public struct LoopbackReceiver: Sendable {
    /// The address that the consent request names and that the exchange repeats.
    public let redirectURI: String
    private let state: ConsentState
    private let desk: ConsentDesk

    /// How long a consent may take where nobody says otherwise.
    public static let defaultLimit = Duration.seconds(300)

    /// Listens while `body` runs.
    ///
    /// `body` asks for consent, waits for the `answer`, exchanges and stores it. Where it does not `show` anything else,
    /// the browser shows a success when it returns and a failure when it throws.
    ///
    /// - Parameters:
    ///   - port: a fixed port; 0 leaves the choice to the kernel.
    ///   - state: the state of the consent request.
    ///   - random: makes the path.
    /// - Throws: `ConsentError.cannotListen`, and what `body` throws.
    public static func listen<Result>(
        port: Int = 0,
        state: ConsentState,
        random: RandomSource = .system,
        _ body: (LoopbackReceiver) async throws -> Result
    ) async throws -> Result {
        let path = "/" + base64URL(random.bytes(16))
        let desk = ConsentDesk()
        let server = LoopbackServer(port: port, responder: RedirectResponder(path: path, state: state, desk: desk))
        return try await server.run(until: desk.closing) { boundPort in
            let receiver = LoopbackReceiver(
                redirectURI: "http://127.0.0.1:\(boundPort)\(path)",
                state: state,
                desk: desk
            )
            do {
                let result = try await body(receiver)
                desk.conclude(with: ResultPage(.success))
                return result
            } catch {
                desk.conclude(with: ResultPage(.failure))
                throw error
            }
        }
    }

    /// The code that the consent yields, by the browser or by `take(pasted:)`.
    ///
    /// - Throws: `denied`, `refused`, `timedOut` after `limit`, `interrupted` when the task is cancelled.
    public func answer(within limit: Duration = defaultLimit) async throws(ConsentError) -> AuthorizationCode {
        await withTaskGroup { group in
            group.addTask { await desk.answered.wait() }
            // Cancelled as soon as the answer is there.
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        switch desk.collect() {
        case .granted(let code): return code
        case .denied: throw .denied
        case .refused(let code, let description): throw .refused(code: code, description: description)
        default: throw Task.isCancelled ? .interrupted : .timedOut(after: limit)
        }
    }

    /// Takes the answer from an address that a person copied out of a browser elsewhere.
    public func take(pasted text: String) throws(PastedRedirectError) {
        let answer = try PastedRedirect.read(text, redirectURI: redirectURI, state: state)
        guard desk.take(answer) else { throw .tooLate }
    }

    /// Says what the browser shows, once it is known; the first word counts.
    public func show(_ page: ResultPage) {
        desk.conclude(with: page)
    }
}
