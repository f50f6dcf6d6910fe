import Foundation
import HTTPTypes
import NIOCore

/// The control interface for scripts: JSON in, JSON out, under /sandbox/.
///
/// | POST to | with | does |
/// |---|---|---|
/// | accounts | email, sub?, hostedDomain?, condition? | adds or changes an account |
/// | clients | type?, project?, redirectURIs?, testing?, internalDomain? | adds a client; answers its client_secret file |
/// | serviceAccounts | email, project?, delegatedScopes? | adds a service account, or a key to it; answers the key's file |
/// | serviceAccounts/key | key, action | lets the console disable, enable or delete a key |
/// | clients/delete | client | deletes a client |
/// | consents | the properties of ``ConsentOrder`` | decides the next consent |
/// | misbehave | endpoint, kind, times? or always?, and what the kind needs | lets an endpoint misbehave |
/// | behave | | takes back all consents and misbehaviour ordered |
/// | settings | properties of ``Settings`` | changes them; answers all |
/// | clock | advanceSeconds | moves the clock |
/// | mint | account, client, count?, scopes? | answers new refresh tokens |
/// | revoke | account, project? | ends grants from the account's side |
/// | customers | id, managers?, and the other properties of ``AdsCustomer`` | adds or changes a customer |
/// | hierarchy | properties of ``HierarchyPlan`` | adds customers by a plan; answers the tops |
/// | scenario | properties of ``ScenarioPlan`` | sets up accounts with grants given; answers a ``Scenario`` |
/// | reach | account, customers | lets an account reach exactly these customers directly |
/// | networks | account, networks | lets an account work in exactly these Ad Manager networks |
/// | refuse | account?, customer? or project?, error? | lets the Google Ads API refuse somebody; without error no more |
/// | storm | properties of ``Storm`` | answers every request 429 for a time |
/// | requests | | forgets the requests so far |
///
/// GET of accounts, customers, scenario, settings, requests, traffic (``TrafficCount``) and storm (``StormReport``) answers what
/// there is.
enum ControlRoute: String {
    case accounts, clients, consents, misbehave, behave, settings, clock, mint, revoke, requests, traffic, storm
    case customers, hierarchy, scenario, reach, networks, refuse
    case serviceAccounts
    case deletedClients = "clients/delete"
    case serviceAccountKeys = "serviceAccounts/key"

    init?(path: String) {
        guard path.hasPrefix("/sandbox/") else { return nil }
        self.init(rawValue: String(path.dropFirst("/sandbox/".count)))
    }

    func answer(_ call: Call, by google: Google) async -> Reply {
        do {
            switch call.method {
            case .get: return .json(try await look(google))
            case .post: return .json(try await order(call.body.readableBytesView, google))
            default: return .notFound
            }
        } catch let error as DirectoryError {
            return .json(["error": .string("\(error)")], status: error.isAboutNobody ? 404 : 400)
        } catch {
            return .json(["error": .string("\(error)")], status: 400)
        }
    }

    private func look(_ google: Google) async throws -> JSON {
        switch self {
        case .accounts: try JSON(encoding: await google.accounts.values.sorted { $0.email < $1.email })
        case .requests: try JSON(encoding: await google.requests)
        case .settings: try JSON(encoding: await google.settings)
        case .scenario: try JSON(encoding: await google.scenario)
        case .traffic: try JSON(encoding: google.trafficCount)
        case .storm: try JSON(encoding: await google.stormReport)
        case .customers: try JSON(encoding: await google.customers)
        default: throw ControlError.postOnly
        }
    }

    private func order(_ body: some DataProtocol, _ google: Google) async throws -> JSON {
        let json = body.isEmpty ? [:] : JSON(text: body)
        guard let json else { throw ControlError.notJSON }
        switch self {
        case .accounts:
            let order = try json.decoded(as: AccountOrder.self)
            var account = await google.accounts[order.email]
            if account == nil || order.sub != nil || order.hostedDomain != nil {
                account = await google.addAccount(order.email, sub: order.sub, hostedDomain: order.hostedDomain)
            }
            if let condition = order.condition { try await google.setCondition(condition, of: order.email) }
            return try JSON(encoding: await google.accounts[order.email])
        case .clients:
            let order = try json.decoded(as: ClientOrder.self)
            let client = await google.addClient(
                order.type ?? .installed,
                project: order.project ?? "sandbox-project",
                redirectURIs: order.redirectURIs ?? ["http://localhost"],
                isTesting: order.testing ?? false,
                internalDomain: order.internalDomain
            )
            return client.secretFile
        case .serviceAccounts:
            let order = try json.decoded(as: ServiceAccountOrder.self)
            let file = try await google.addServiceAccount(order.email, project: order.project ?? "sandbox-project")
            if let scopes = order.delegatedScopes { try await google.delegate(scopes, to: order.email) }
            return file
        case .serviceAccountKeys:
            let order = try json.decoded(as: KeyOrder.self)
            try await google.change(key: order.key, by: order.action)
        case .deletedClients:
            try await google.deleteClient(json.decoded(as: DeletionOrder.self).client)
        case .consents:
            try await google.orderConsent(JSON(encoding: ConsentOrder()).merging(json).decoded(as: ConsentOrder.self))
        case .misbehave:
            let order = try json.decoded(as: MisbehaveOrder.self)
            let times = order.always == true ? nil : order.times ?? 1
            await google.misbehave(try order.misbehaviour, at: order.endpoint, times: times)
        case .behave:
            await google.behave()
        case .settings:
            let merged = try JSON(encoding: await google.settings).merging(json)
            let settings = try merged.decoded(as: Settings.self)
            await google.configure { $0 = settings }
            return merged
        case .clock:
            await google.advanceClock(seconds: try json.decoded(as: ClockOrder.self).advanceSeconds)
        case .mint:
            let order = try json.decoded(as: MintOrder.self)
            let tokens =
                if let scopes = order.scopes {
                    try await google.mint(
                        order.count ?? 1,
                        account: order.account,
                        client: order.client,
                        scopes: scopes
                    )
                } else {
                    try await google.mint(order.count ?? 1, account: order.account, client: order.client)
                }
            return .array(tokens.map(JSON.string))
        case .revoke:
            let order = try json.decoded(as: RevokeOrder.self)
            try await google.revokeByUser(order.account, project: order.project)
        case .customers, .hierarchy, .scenario, .reach, .networks, .refuse:
            return try await orderAds(json, google)
        case .storm:
            await google.brew(try JSON(encoding: Storm()).merging(json).decoded(as: Storm.self))
        case .requests, .traffic:
            await google.forgetRequests()
        }
        return [:]
    }
}

/// What was wrong with an order.
enum ControlError: Error {
    case notJSON, postOnly, unknownKind(String), unknownField(String), missing(String)
}
