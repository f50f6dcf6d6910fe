/// A Google Ads account, as a credential sees it from the managers above it.
public struct Customer: Hashable, Sendable {
    /// Where its life stands (Google Ads API, CustomerStatusEnum).
    public enum Status: String, Sendable {
        /// Open for business.
        case enabled = "ENABLED"
        /// Closed by its owner, and may be opened again.
        case canceled = "CANCELED"
        /// Closed by Google for a time.
        case suspended = "SUSPENDED"
        /// Closed for good.
        case closed = "CLOSED"
        /// Something that this version does not know, or that Google left out.
        case unknown = "UNKNOWN"
    }

    /// Its number.
    public var id: CustomerID
    /// What its people call it; nil where Google does not tell.
    public var name: String?
    /// Whether it is a manager, below which others may stand.
    public var isManager: Bool
    /// Where its life stands.
    public var status: Status
    /// Its currency, as ISO 4217; nil where Google does not tell.
    public var currency: String?
    /// Its time zone, as the tz database has it; nil where Google does not tell.
    public var timeZone: String?
    /// The managers directly above it, ascending; none for one at the top of what was seen.
    public var parents: [CustomerID]
    /// How many steps it is below a top, by the shortest way.
    public var level: Int
    /// The login-customer-id by which it was reached: a manager at the top of the way, or itself.
    public var loginCustomerID: CustomerID

    /// A customer of which nothing but its number and its way is known.
    public init(id: CustomerID, loginCustomerID: CustomerID, level: Int = 0) {
        self.id = id
        self.loginCustomerID = loginCustomerID
        self.level = level
        isManager = false
        status = .unknown
        parents = []
    }
}
