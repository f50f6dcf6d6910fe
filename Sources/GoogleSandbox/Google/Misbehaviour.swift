/// One way in which an endpoint can go wrong.
public enum Misbehaviour: Sendable, Equatable {
    /// Answers with this status and an error in Google's JSON; nothing is done at Google.
    case status(Int, error: String? = nil, description: String? = nil, retryAfterSeconds: Int? = nil)
    /// Takes the request and never answers.
    case silence
    /// Sends the right answer one byte at a time.
    case drip(everyMilliseconds: Int = 200)
    /// Announces more than the right answer, sends the half of it, and closes.
    case truncate
    /// Sends a body of so many bytes.
    case huge(byteCount: Int = 64 << 20)
    /// Answers with an HTML page and this status.
    case html(status: Int = 200)
    /// Answers 307 with this location.
    case redirect(String)
    /// Answers 200 with this text in place of JSON.
    case body(String)
    /// Changes fields of the right answer: other values, other types, or none.
    case edit([String: JSON] = [:], remove: [String] = [])
    /// The same with the claims of the answer's `id_token`.
    case editClaims([String: JSON] = [:], remove: [String] = [])
    /// Does everything right, and then answers with this status all the same: the client cannot know.
    case lostAnswer(status: Int = 503)
    /// Holds the right answer back.
    case delay(milliseconds: Int)
}

/// A misbehaviour and how often it is to happen.
struct MisbehaviourOrder {
    let misbehaviour: Misbehaviour
    /// How many requests are left; nil: always.
    var timesLeft: Int?
}

extension Google {
    /// Lets an endpoint misbehave for its next requests. Orders are used up one after the other.
    /// - Parameter times: nil means always, until ``behave()``.
    public func misbehave(_ misbehaviour: Misbehaviour, at endpoint: Endpoint, times: Int? = 1) {
        guard times ?? 1 > 0 else { return }
        misbehaviours[endpoint, default: []].append(MisbehaviourOrder(misbehaviour: misbehaviour, timesLeft: times))
    }

    /// Takes back all orders: for misbehaviour, storms and consents.
    public func behave() {
        misbehaviours = [:]
        consentOrders = []
        stormWatch = StormWatch()
    }

    /// The misbehaviour that a request meets, if any is left.
    func nextMisbehaviour(at endpoint: Endpoint) -> Misbehaviour? {
        guard let order = misbehaviours[endpoint]?.first else { return nil }
        if let times = order.timesLeft {
            if times > 1 {
                misbehaviours[endpoint]?[0].timesLeft = times - 1
            } else {
                misbehaviours[endpoint]?.removeFirst()
            }
        }
        return order.misbehaviour
    }
}
