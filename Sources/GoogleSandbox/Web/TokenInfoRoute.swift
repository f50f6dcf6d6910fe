import HTTPTypes

/// Says what an access token is, by form-encoded POST only.
enum TokenInfoRoute: Route {
    static func answer(_ call: Call, by google: Google) async throws(Refusal) -> Reply {
        guard call.method == .post else { return .notFound }
        return .json(try await google.answerTokenInfo(call.postedForm()))
    }
}
