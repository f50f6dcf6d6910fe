public import Credentials
public import GoogleHTTP
public import Sealing

/// The Google Ads API over REST, as far as it tells which customers an account reaches.
///
/// Every call reads, ends within a minute with its retries, and leaves nothing changed anywhere. Google counts calls by the
/// Cloud project of the access token's client: name it, and a pause that Google asks of one project holds no other's calls.
public struct AdsAPI: Sendable {
    let line: APILine

    /// The API as `transport` reaches it; pass one that retries.
    ///
    /// - Parameters:
    ///   - now: dates what is read, and until when Google wants to be left alone.
    ///   - version: the version of the API.
    ///   - pace: what all calls keep together, with those of every other value that has the same one; nil leaves them to
    ///     the transport's.
    public init(
        transport: any Transport,
        now: @escaping @Sendable () -> Timestamp,
        version: AdsVersion = .current,
        pace: Pace? = nil
    ) {
        line = APILine(transport: transport, pace: pace, now: now, base: "https://googleads.googleapis.com/\(version)/")
    }

    /// The customers that the account reaches directly, ascending; neither those below them nor what they are.
    ///
    /// - Throws: `AdsError`.
    public func accessibleCustomers(
        bearer: borrowing SecretBytes,
        developerToken: borrowing SecretBytes?,
        project: String? = nil
    ) async throws(AdsError) -> [CustomerID] {
        try await accessibleCustomers(Access(bearer: bearer, developerToken: developerToken, project: project))
    }

    /// Asks `query`, in the query language of Google Ads, of a customer, and hands every row of every page to `row`, which
    /// must read it.
    ///
    /// - Parameter login: the manager at the top of the way to `customer`, or the customer itself.
    /// - Throws: `AdsError`; rows may have been handed over by then.
    public func search(
        _ query: String,
        of customer: CustomerID,
        login: CustomerID,
        bearer: borrowing SecretBytes,
        developerToken: borrowing SecretBytes?,
        project: String? = nil,
        row: (inout JSONReader) throws(JSONReader.Malformed) -> Void
    ) async throws(AdsError) {
        let access = Access(bearer: bearer, developerToken: developerToken, project: project)
        try await search(query, of: customer, login: login, access, row: row)
    }

    func accessibleCustomers(_ access: Access) async throws(AdsError) -> [CustomerID] {
        let call = access.call(get: try line.address("customers:listAccessibleCustomers"))
        var customers: Set<CustomerID> = []
        try await line.ask(call, expecting: .accessibleCustomers) { (reader) throws(JSONReader.Malformed) in
            try reader.object { (key, reader) throws(JSONReader.Malformed) in
                guard key == "resourceNames" else { return try reader.skip() }
                try reader.array { (reader) throws(JSONReader.Malformed) in
                    customers.insert(try reader.customerName())
                }
            }
        }
        return customers.sorted()
    }

    func search(
        _ query: String,
        of customer: CustomerID,
        login: CustomerID,
        _ access: Access,
        row: (inout JSONReader) throws(JSONReader.Malformed) -> Void
    ) async throws(AdsError) {
        let address = try line.address("customers/\(customer.digits)/googleAds:search")
        try await line.askPages(expecting: .rows) { pageToken in
            var document = JSONWriter()
            document.object { writer in
                writer.field("query", query)
                if let pageToken { writer.field("pageToken", pageToken) }
            }
            return access.call(post: document, to: address, login: login)
        } field: { (key, reader) throws(JSONReader.Malformed) in
            guard key == "results" else { return try reader.skip() }
            try reader.array(row)
        }
    }
}
