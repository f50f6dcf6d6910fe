import HTTPTypes

/// GET opens a consent, POST is the form of its page.
enum AuthorizeRoute: Route {
    static func answer(_ call: Call, by google: Google) async throws(Refusal) -> Reply {
        do throws(Blocked) {
            switch (call.method, call.form) {
            case (.get, _): return reply(to: try await google.openConsent(call.query))
            case (.post, let form?): return reply(to: try await google.answerConsent(call.query, form: form))
            default: return .notFound
            }
        } catch {
            return .page(blockedPage(error), status: error.error.status)
        }
    }

    private static func reply(to step: ConsentStep) -> Reply {
        switch step {
        case .redirect(let location): .redirect(location)
        case .ask(let request, let accounts): .page(consentPage(request, accounts: accounts))
        }
    }
}
