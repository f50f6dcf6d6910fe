/// An Ad Manager network that an account works in.
public struct Network: Sendable, Codable, Equatable {
    /// Its code.
    public let networkCode: String
    /// What its people call it.
    public let displayName: String

    /// As the Ad Manager API writes it.
    var json: JSON {
        [
            "name": .string("networks/\(networkCode)"), "networkCode": .string(networkCode),
            "networkId": .string(networkCode), "displayName": .string(displayName), "currencyCode": "EUR",
            "timeZone": "Europe/Berlin",
        ]
    }
}
