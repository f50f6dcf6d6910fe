import Credentials
import GoogleHTTP
import Sealing
import Synchronization

/// What an account shows with every call, for as many calls at once as there are, and how many were made.
final class Access: Sendable {
    private let bearer: SecretBytes
    private let developerToken: SecretBytes?
    private let project: String?
    private let count = Atomic(0)

    init(bearer: borrowing SecretBytes, developerToken: borrowing SecretBytes? = nil, project: String?) {
        self.bearer = bearer.copy()
        self.developerToken = developerToken?.copy()
        self.project = project
    }

    /// How many calls were made; pages count, repetitions do not.
    var operations: Int { count.load(ordering: .relaxed) }

    /// A question.
    func call(get address: Address) -> Call {
        complete(Call(get: address, bearer: bearer.copy()))
    }

    /// A question that is a JSON document, and changes nothing.
    func call(post document: JSONWriter, to address: Address, login: CustomerID) -> Call {
        var call = complete(
            Call(
                post: SecretBytes(copying: document.bytes.rawBytes),
                contentType: "application/json",
                to: address,
                bearer: bearer.copy(),
                repetition: .harmless
            )
        )
        call.headers["login-customer-id"] = login.digits
        return call
    }

    private func complete(_ call: consuming Call) -> Call {
        count.add(1, ordering: .relaxed)
        call.developerToken = developerToken?.copy()
        call.project = project
        return call
    }
}
