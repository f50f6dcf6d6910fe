import GoogleHTTP
import Sealing

/// A body with something in it that must not leak.
let secret = "1//a-refresh-token-that-nobody-may-see"

/// Sends a secret to `address` by a transport of its own, and shuts that down.
func send(
    to address: String,
    _ configuration: HTTPConfiguration = HTTPConfiguration(),
    within limit: Duration = .seconds(10),
    answerLimit: Int = 1 << 20,
    outlivesCancellation: Bool = false
) async throws -> (status: Int, body: String) {
    let transport = try LiveTransport(configuration)
    var form = Form()
    form.add("token", secret)
    var call = Call(post: form, to: try Address(address))
    call.answerLimit = answerLimit
    call.outlivesCancellation = outlivesCancellation
    do {
        let answer = try await transport.send(call, within: limit)
        let result = (answer.status, text(answer.body))
        await transport.shutdown()
        return result
    } catch {
        await transport.shutdown()
        throw error
    }
}
