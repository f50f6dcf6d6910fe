/// A Google Ads account, which may be a manager of others.
public struct AdsCustomer: Sendable, Codable, Equatable {
    /// Where its life stands (CustomerStatusEnum).
    public enum Status: String, Sendable, Codable, CaseIterable {
        case enabled = "ENABLED"
        case canceled = "CANCELED"
        case suspended = "SUSPENDED"
        case closed = "CLOSED"
    }

    /// Its number.
    public let id: AdsCustomerID
    /// What its people call it; nil: they have not said.
    public var name: String?
    /// Whether it is a manager.
    public var isManager: Bool
    /// Where its life stands.
    public var status: Status
    /// Its currency (ISO 4217).
    public var currency: String
    /// Its time zone (tz database).
    public var timeZone: String
    /// Whether its managers do not show it.
    public var isHidden: Bool
    /// Whether it is a test account, which any project may call.
    public var isTest: Bool
    /// The managers directly above it.
    public var managers: [AdsCustomerID]

    /// A customer; Google keeps no line breaks in its name.
    public init(
        id: AdsCustomerID,
        name: String? = nil,
        isManager: Bool = false,
        status: Status = .enabled,
        currency: String = "EUR",
        timeZone: String = "Europe/Berlin",
        isHidden: Bool = false,
        isTest: Bool = false,
        managers: [AdsCustomerID] = []
    ) {
        self.id = id
        self.name = name.map { $0.filter { !$0.isNewline } }
        self.isManager = isManager
        self.status = status
        self.currency = currency
        self.timeZone = timeZone
        self.isHidden = isHidden
        self.isTest = isTest
        self.managers = Set(managers).sorted()
    }

    /// Whether calls may be about it: the API refuses those that are not open, though it lists them.
    var isOpen: Bool { status == .enabled || status == .suspended }
}
