/// What the stand-in refuses to be told.
public enum DirectoryError: Error, Equatable {
    /// No account has this e-mail.
    case unknownAccount(String)
    /// No client has this id.
    case unknownClient(String)
    /// No service account has a key of this id.
    case unknownKey(String)
    /// Not a scope that the stand-in knows.
    case unknownScope(String)
    /// No customer has this number.
    case unknownCustomer(AdsCustomerID)
    /// Nobody can stand below this number: no customer has it, or one that is no manager.
    case notManager(AdsCustomerID)
    /// The customer would stand below itself.
    case circle(AdsCustomerID)

    /// Whether somebody was named who does not exist.
    var isAboutNobody: Bool {
        switch self {
        case .unknownAccount, .unknownClient, .unknownCustomer, .unknownKey: true
        case .unknownScope, .notManager, .circle: false
        }
    }
}

/// The accounts and clients that exist.
extension Google {
    /// Adds an account, or takes a new one in place of the one with this e-mail.
    /// - Parameter sub: the unchanging name; nil makes one up.
    @discardableResult
    public func addAccount(_ email: String, sub: String? = nil, hostedDomain: String? = nil) -> Account {
        let account = Account(
            email: email,
            sub: sub ?? randomDigits(count: 21),
            hostedDomain: hostedDomain,
            condition: .good
        )
        accounts[email] = account
        return account
    }

    /// Puts something in the way of an account, or clears it.
    public func setCondition(_ condition: Account.Condition, of email: String) throws(DirectoryError) {
        guard accounts[email] != nil else { throw .unknownAccount(email) }
        accounts[email]?.condition = condition
    }

    /// Adds a client to a Cloud project; projects begin with their first client.
    /// - Parameter redirectURIs: for a web client those it may name; a desktop client needs none.
    @discardableResult
    public func addClient(
        _ kind: Client.Kind = .installed,
        project: String = "sandbox-project",
        redirectURIs: [String] = ["http://localhost"],
        isTesting: Bool = false,
        internalDomain: String? = nil
    ) -> Client {
        let number = projectNumbers[project] ?? randomDigits(count: 12)
        projectNumbers[project] = number
        let name = randomText(prefix: "", byteCount: 24).lowercased().filter { $0.isLetter || $0.isNumber }
        let client = Client(
            id: "\(number)-\(name).apps.googleusercontent.com",
            secret: randomText(prefix: "GOCSPX-", byteCount: 21),
            project: project,
            kind: kind,
            redirectURIs: redirectURIs,
            isTesting: isTesting,
            internalDomain: internalDomain,
            isDeleted: false
        )
        clients[client.id] = client
        return client
    }

    /// Deletes a client as in the console: it is refused everywhere from now on.
    public func deleteClient(_ id: String) throws(DirectoryError) {
        guard clients[id] != nil else { throw .unknownClient(id) }
        clients[id]?.isDeleted = true
    }

    /// The account that an e-mail or a `sub` names.
    func account(named name: String) -> Account? {
        accounts[name] ?? accounts.values.first { $0.sub == name }
    }
}
