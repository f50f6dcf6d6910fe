/// What a call of the Google Ads or Ad Manager API brings in its headers.
struct APICaller {
    let bearer: String?
    let loginCustomerID: String?
    let developerToken: String?
}

extension Google {
    /// customers:listAccessibleCustomers: what the account reaches directly. The login-customer-id says nothing here.
    func answerAccessibleCustomers(_ caller: APICaller) throws(APIError) -> JSON {
        let token = try adsToken(of: caller)
        if let refusal = refusals(of: token).first(where: { !$0.concernsCustomer }) { throw refusal.error }
        let names = ads.reach[token.grant.sub, default: []].sorted().map { JSON.string("customers/\($0)") }
        return names.isEmpty ? [:] : ["resourceNames": .array(names)]
    }

    /// googleAds:search of a customer.
    func answerSearch(_ caller: APICaller, customer text: String, body: JSON?) throws(APIError) -> JSON {
        let token = try adsToken(of: caller)
        guard let id = AdsCustomerID(text) else {
            throw .invalid("requestError", "INVALID_CUSTOMER_ID", "Invalid customer ID '\(text)'.")
        }
        let request = try SearchRequest(body)
        try admit(token, to: id, loginCustomerID: caller.loginCustomerID)
        let query = try CustomerQuery(request.query)
        var offset = 0
        if let pageToken = request.pageToken {
            guard let page = ads.pages[pageToken], page.customer == id, page.query == request.query else {
                throw .invalid("requestError", "INVALID_PAGE_TOKEN", "Page token is invalid.")
            }
            offset = page.offset
        }
        let rows = ads.directory.tree(of: id, levels: query.levels).dropFirst(offset)
        let page = rows.prefix(max(1, settings.searchPageRows))
        var answer: [String: JSON] = ["fieldMask": .string(query.fieldMask)]
        if !page.isEmpty {
            answer["results"] = .array(page.map { query.row($0.customer, level: $0.level, of: id) })
        }
        if page.count < rows.count {
            let next = randomText(prefix: "Cg", byteCount: 24)
            ads.pages[next] = SearchPage(customer: id, query: request.query, offset: offset + page.count)
            answer["nextPageToken"] = .string(next)
        }
        return .object(answer)
    }

    /// networks of Ad Manager.
    func answerNetworks(_ caller: APICaller) throws(APIError) -> JSON {
        let token = try token(of: caller, anyOf: ["admanager", "admanager.readonly", "dfp"])
        let networks = ads.networks[token.grant.sub, default: []]
        return networks.isEmpty ? [:] : ["networks": .array(networks.map(\.json))]
    }

    private func adsToken(of caller: APICaller) throws(APIError) -> AccessToken {
        let token = try token(of: caller, anyOf: ["adwords"])
        if caller.developerToken?.isEmpty == true {
            throw .invalid(
                "requestError",
                "DEVELOPER_TOKEN_PARAMETER_MISSING",
                "The developer-token parameter is empty."
            )
        }
        return token
    }

    private func token(of caller: APICaller, anyOf scopes: [String]) throws(APIError) -> AccessToken {
        guard let bearer = caller.bearer else { throw .credentialsMissing }
        guard let token = use(accessToken: bearer) else { throw .credentialsInvalid }
        let accepted = scopes.map { "https://www.googleapis.com/auth/" + $0 }
        guard !token.scopes.isDisjoint(with: accepted) else { throw .scopeInsufficient }
        return token
    }

    private func refusals(of token: AccessToken) -> [AdsErrorCode] {
        [.account(token.grant.sub), .project(token.grant.project)].compactMap { ads.refusals[$0] }
    }

    /// Whether the account may call about a customer: it reaches it directly, or says by which manager, which it
    /// reaches directly itself.
    private func admit(_ token: AccessToken, to id: AdsCustomerID, loginCustomerID: String?) throws(APIError) {
        let denied = AdsErrorCode.userPermissionDenied.error
        var login = id
        if let loginCustomerID {
            guard let id = AdsCustomerID(loginCustomerID) else {
                throw .invalid(
                    "headerError",
                    "INVALID_LOGIN_CUSTOMER_ID",
                    "The login-customer-id header is not ten digits."
                )
            }
            login = id
        }
        let everyone = refusals(of: token)
        if let refusal = everyone.first(where: { !$0.concernsCustomer }) { throw refusal.error }
        guard let customer = ads.directory.customers[id], let top = ads.directory.customers[login],
            ads.reach[token.grant.sub, default: []].contains(login),
            login == id || ads.directory.isBelow(id, login)
        else { throw denied }
        for refusal in everyone + [ads.refusals[.customer(id)]].compactMap(\.self) {
            if refusal == .projectNotApproved && customer.isTest { continue }
            throw refusal.error
        }
        guard customer.isOpen, top.isOpen else { throw AdsErrorCode.customerNotEnabled.error }
    }
}

/// The body of a search.
private struct SearchRequest {
    let query: String
    var pageToken: String?

    init(_ body: JSON?) throws(APIError) {
        guard case .object(let fields)? = body else { throw .badBody("Expected an object.") }
        if fields["pageSize"] != nil {
            throw .invalid(
                "requestError",
                "PAGE_SIZE_NOT_SUPPORTED",
                "Setting the page size is not supported. Search Responses will have fixed page size of '10000' rows."
            )
        }
        if let stray = fields.keys.sorted().first(where: { !["query", "pageToken"].contains($0) }) {
            throw .badBody("Unknown name \"\(stray)\": Cannot find field.")
        }
        guard case .string(let query)? = fields["query"], !query.isEmpty else {
            throw .invalid("requestError", "REQUIRED_FIELD_MISSING", "Required field is missing: query.")
        }
        self.query = query
        switch fields["pageToken"] {
        case nil, .string(""): break
        case .string(let token): pageToken = token
        default: throw .badBody("Invalid value at 'page_token'.")
        }
    }
}
