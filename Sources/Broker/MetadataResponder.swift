import Credentials
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Answers requests of processes that were found to be this user's.
struct MetadataResponder: Sendable {
    let directory: Directory
    let cache: TokenCache
    let now: @Sendable () -> Timestamp

    // The library calls it concurrently, and its writer may go nowhere else.
    @concurrent
    func respond(
        to request: HTTPRequest,
        through gate: Gate,
        with writer: consuming ResponseWriter,
        on channel: any Channel
    ) async throws {
        let refusal = gate.refusal(of: request)
        var response =
            if let refusal { refusal.response } else { await reply(to: request.path ?? "").response }
        if refusal != nil || request.headerFields[.connection] == "close" { response.headers[.connection] = "close" }
        // An answer to HEAD has no body (RFC 9110 §9.3.2).
        let body = request.method == .head ? ResponseBody() : response.body
        try await writer.write(response: response.head, body: body)
        // Whatever follows on this connection is not wanted either, least of all a body.
        if refusal != nil { channel.close(promise: nil) }
    }

    /// The answer to a request that came through the gate.
    func reply(to target: String) async -> Reply {
        do {
            let request = try MetadataRequest(target: target)
            switch directory.entry(at: request.path) {
            case .page(let plain, let recursive): return request.isRecursive ? recursive : plain
            case .token(let identity): return try await token(of: identity, scopes: request.scopes)
            case nil: return Self.missing(request.path)
            }
        } catch let refusal as TokenRefusal {
            return .refusal(refusal)
        } catch MetadataRequest.Invalid.scope(let text) {
            return .refusal(.scope("“\(text)” is not a scope"))
        } catch {
            return .text("The request cannot be read.\n", status: .badRequest)
        }
    }

    private func token(of identity: Identity, scopes: [Scope]) async throws(TokenRefusal) -> Reply {
        if !identity.scopes.isEmpty, let missing = scopes.first(where: { !identity.scopes.contains($0) }) {
            let granted = identity.scopes.map(\.shortForm).joined(separator: ", ")
            throw .scope("\(identity.name) was not granted \(missing); it has \(granted)")
        }
        // All that was granted is one token, however it is asked for.
        let asked = scopes == identity.scopes ? [] : scopes
        let token = try await cache.token(TokenCache.Key(name: identity.name, scopes: asked))
        return .json(token.answer(at: now()))
    }

    private static func missing(_ path: String) -> Reply {
        let text =
            if path.hasSuffix("/identity") {
                "adsvault hands out access tokens only, no identity tokens."
            } else if path.contains("/v1/project/") {
                "adsvault is not Google Cloud: there is no project here."
            } else {
                "There is nothing here."
            }
        return .text(text + "\n", status: .notFound)
    }
}
