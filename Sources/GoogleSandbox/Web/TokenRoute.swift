import HTTPTypes

/// A code or a refresh token against tokens, by form-encoded POST only.
enum TokenRoute: Route {
    static func answer(_ call: Call, by google: Google) async throws(Refusal) -> Reply {
        guard call.method == .post else { return .notFound }
        return .json(try await google.answerTokenRequest(call.postedForm()))
    }
}
