/// A path of the Google Ads API: /v26/customers:listAccessibleCustomers or /v26/customers/ID/googleAds:search.
struct AdsPath: Equatable {
    enum Verb: Equatable {
        case listAccessibleCustomers
        case search(customer: String)
    }

    let version: Int
    let verb: Verb

    init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard let first = parts.first, first.hasPrefix("v"), let version = Int(first.dropFirst()), version > 0 else {
            return nil
        }
        self.version = version
        switch parts.dropFirst() {
        case ["customers:listAccessibleCustomers"]: verb = .listAccessibleCustomers
        case let rest where rest.count == 3 && rest.first == "customers" && rest.last == "googleAds:search":
            verb = .search(customer: parts[2])
        default: return nil
        }
    }

    /// The path with every customer's number taken out, for counting.
    var pattern: String {
        switch verb {
        case .listAccessibleCustomers: "/v\(version)/customers:listAccessibleCustomers"
        case .search: "/v\(version)/customers/{id}/googleAds:search"
        }
    }
}
