public import Credentials
public import GoogleHTTP
public import Sealing

/// The Ad Manager API over REST, as far as it tells which networks an account reaches.
public struct AdManager: Sendable {
    private let line: APILine

    /// The API as `transport` reaches it; see `AdsAPI`.
    public init(transport: any Transport, now: @escaping @Sendable () -> Timestamp, pace: Pace? = nil) {
        line = APILine(transport: transport, pace: pace, now: now, base: "https://admanager.googleapis.com/v1/")
    }

    /// What the networks that the account reaches are called, by network code; empty where Google does not tell.
    ///
    /// - Parameter project: the Cloud project that is charged; see `AdsAPI`.
    /// - Throws: `AdsError`.
    public func networks(
        bearer: borrowing SecretBytes,
        project: String? = nil
    ) async throws(AdsError) -> [String: String] {
        let access = Access(bearer: bearer, project: project)
        let line = line
        var networks: [String: String] = [:]
        try await line.askPages(expecting: .networks) { pageToken throws(AdsError) in
            let query = pageToken.map { "?pageToken=" + percentEncoded($0) } ?? ""
            return access.call(get: try line.address("networks" + query))
        } field: { (key, reader) throws(JSONReader.Malformed) in
            guard key == "networks" else { return try reader.skip() }
            try reader.array { (reader) throws(JSONReader.Malformed) in
                let (code, name) = try Self.network(&reader)
                networks[code] = name
            }
        }
        return networks
    }

    private static func network(_ reader: inout JSONReader) throws(JSONReader.Malformed) -> (String, String) {
        var code: String?
        var name: String?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "networkCode": code = try reader.text()
            case "displayName": name = try reader.text()
            default: try reader.skip()
            }
        }
        return (try reader.required(code), name ?? "")
    }
}
