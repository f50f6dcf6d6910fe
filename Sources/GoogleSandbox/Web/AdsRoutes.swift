import HTTPTypes
import NIOCore

/// The Google Ads API: its live versions alone.
enum AdsRoute: Route {
    static func answer(_ call: Call, by google: Google) async throws(Refusal) -> Reply {
        guard let path = AdsPath(call.path), path.version <= Google.adsVersions.upperBound else { return .notFound }
        do throws(APIError) {
            guard Google.adsVersions.contains(path.version) else {
                throw .invalid(
                    "requestError",
                    "UNSUPPORTED_VERSION",
                    " Version v\(path.version) is deprecated. Requests to this version will be blocked."
                )
            }
            switch (path.verb, call.method) {
            case (.listAccessibleCustomers, .get):
                return .json(try await google.answerAccessibleCustomers(call.apiCaller))
            case (.search(let customer), .post):
                return .json(
                    try await google.answerSearch(
                        call.apiCaller,
                        customer: customer,
                        body: JSON(text: call.body.readableBytesView)
                    )
                )
            default: return .notFound
            }
        } catch {
            return .apiError(error, to: call, id: await google.newRequestID())
        }
    }
}

/// The networks of Ad Manager.
enum NetworksRoute: Route {
    static func answer(_ call: Call, by google: Google) async throws(Refusal) -> Reply {
        guard call.method == .get else { return .notFound }
        do throws(APIError) {
            return .json(try await google.answerNetworks(call.apiCaller))
        } catch {
            return .apiError(error, to: call, id: await google.newRequestID())
        }
    }
}

extension Call {
    /// Who calls, by the headers that the APIs read.
    var apiCaller: APICaller {
        APICaller(
            bearer: bearer,
            loginCustomerID: header("login-customer-id"),
            developerToken: header("developer-token")
        )
    }

    private func header(_ name: String) -> String? { headers.first { $0.name.canonicalName == name }?.value }
}

extension Reply {
    /// An error of the API that was called.
    static func apiError(_ error: APIError, to call: Call, id: String) -> Reply {
        let path = AdsPath(call.path)
        let service = path == nil ? "admanager.googleapis.com" : "googleads.googleapis.com"
        var reply = json(error.json(service: service, version: path?.version ?? 0, requestID: id), status: error.status)
        if let seconds = error.retryAfterSeconds { reply.headers[.retryAfter] = String(seconds) }
        return reply
    }
}
