import HTTPTypes

/// Ends the grant of a token, by form-encoded POST only.
enum RevokeRoute: Route {
    static func answer(_ call: Call, by google: Google) async throws(Refusal) -> Reply {
        guard call.method == .post else { return .notFound }
        try await google.answerRevocation(call.postedForm())
        return .json([:])
    }
}
