import GoogleHTTP
import Sealing
import Synchronization
import Testing

@testable import adsvault

struct ToldTransportTests {
    @Test func `a call is told by host and path, status and time, and by nothing secret`() async throws {
        let said = Mutex<[String]>([])
        let told = ToldTransport(transport: OneAnswer()) { line in said.withLock { $0.append(line) } }
        var form = Form()
        form.add("refresh_token", "1//canary")
        let call = Call(post: form, to: try Address("https://oauth2.googleapis.com/token?key=canary"))
        _ = try await told.send(call, within: .seconds(1)).status

        let line = try #require(said.withLock { $0.first })
        #expect(line.wholeMatch(of: /POST oauth2\.googleapis\.com\/token: 200 after [0-9]+ ms/) != nil)
    }

    @Test func `a call that fails is told with its reason`() async throws {
        let said = Mutex<[String]>([])
        let told = ToldTransport(transport: NoNetwork()) { line in said.withLock { $0.append(line) } }
        let call = Call(post: Form(), to: try Address("https://oauth2.googleapis.com/revoke"))
        await #expect(throws: HTTPFailure.network(.unreachable, host: "oauth2.googleapis.com")) {
            _ = try await told.send(call, within: .seconds(1)).status
        }

        let words = "POST oauth2.googleapis.com/revoke: oauth2.googleapis.com: the host cannot be reached after "
        #expect(said.withLock { $0.first }?.hasPrefix(words) == true)
    }
}

/// Answers everything with 200 and a secret.
private struct OneAnswer: Transport {
    func send(_ call: borrowing Call, within limit: Duration) async throws(HTTPFailure) -> Answer {
        Answer(status: 200, body: SecretBytes(copying: Array("canary".utf8).rawBytes))
    }
}
