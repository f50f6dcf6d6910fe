/// What carries a call to Google and brings the answer back. The one seam between adsvault and the network.
public protocol Transport: Sendable {
    /// Sends `call` once and gives the whole answer, whatever its status.
    ///
    /// - Parameter limit: The time for all of it, from resolving the name to the last byte of the answer.
    /// - Throws: `HTTPFailure` where no answer came, or none that may be used. Never with a byte of either.
    func send(_ call: borrowing Call, within limit: Duration) async throws(HTTPFailure) -> Answer
}
