import AsyncHTTPClient
import GoogleHTTP
import NIOCore
import OAuthFlow
import Operations
import Synchronization

/// A browser without a person: it opens the address, goes where it is sent, and keeps the page that it ends at.
final class Browser: Sendable {
    private let configuration: HTTPConfiguration
    private let http: HTTPClient
    private let visits = Mutex<[Task<String, any Error>]>([])

    init(configuration: HTTPConfiguration) {
        self.configuration = configuration
        http = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: .init(redirectConfiguration: .follow(max: 3, allowCycles: false))
        )
    }

    /// How many addresses it was shown.
    var visitCount: Int { visits.withLock { $0.count } }

    /// The page that the last visit ended at.
    func lastPage() async throws -> String {
        try await visits.withLock { $0.last }?.value ?? ""
    }

    /// A surface that shows its addresses here.
    func surface(storeFailed: @escaping @Sendable (any Error) async -> Bool = { _ in false }) -> ConsentSurface {
        let configuration = configuration
        return ConsentSurface(
            show: { address, _ in self.visit(address.description) },
            fold: { configuration.folded($0) },
            storeFailed: storeFailed
        )
    }

    func close() async {
        try? await http.shutdown()  // Nobody waits for its pages any more.
    }

    private func visit(_ address: String) {
        let visit = Task { [http] in
            let answer = try await http.execute(HTTPClientRequest(url: address), timeout: .seconds(20))
            return String(buffer: try await answer.body.collect(upTo: 1 << 20))
        }
        visits.withLock { $0.append(visit) }
    }
}
