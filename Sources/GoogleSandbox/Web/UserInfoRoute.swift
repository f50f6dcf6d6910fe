import HTTPTypes

/// Says who the account of a bearer token is.
enum UserInfoRoute: Route {
    static func answer(_ call: Call, by google: Google) async throws(Refusal) -> Reply {
        guard call.method == .get || call.method == .post else { return .notFound }
        return .json(try await google.answerUserInfo(bearer: call.bearer))
    }
}
