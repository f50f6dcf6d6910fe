import Foundation

/// How a consent request goes on.
enum ConsentStep: Equatable {
    /// The browser is sent back to the client.
    case redirect(String)
    /// A person is asked at Google's page.
    case ask(ConsentRequest, accounts: [Account])
}

/// What a person, or an order in their place, has decided.
struct ConsentDecision {
    let account: Account
    let scopes: Set<String>
    var order = ConsentOrder()
}

extension Google {
    /// Decides the next consent beforehand. Orders are used up in the order given, one a consent.
    ///
    /// An order that names no account is for the one of `login_hint`, else for the only account there is; where
    /// there are several, the person is asked and the order waits.
    public func orderConsent(_ order: ConsentOrder) throws(DirectoryError) {
        if let email = order.account, account(named: email) == nil { throw .unknownAccount(email) }
        let unticked = Scopes.parse(order.untick.joined(separator: " "))
        if let scope = unticked.unknown.first { throw .unknownScope(scope) }
        consentOrders.append(order)
    }

    /// Opens the authorization endpoint: goes on at once where order or login hint decide, else asks.
    func openConsent(_ query: Fields) throws(Blocked) -> ConsentStep {
        let request = try ConsentRequest(query, clients: clients)
        let hinted = request.loginHint.flatMap { account(named: $0) }
        if let order = consentOrders.first {
            if let page = order.page {
                consentOrders.removeFirst()
                throw Blocked(error: page)
            }
            let only = accounts.count == 1 ? accounts.values.first : nil
            if let account = order.account.flatMap({ account(named: $0) }) ?? hinted ?? only {
                consentOrders.removeFirst()
                let scopes = Set(request.scopes).subtracting(order.untick.map(Scopes.long))
                return try finish(request, ConsentDecision(account: account, scopes: scopes, order: order))
            }
        } else if settings.automaticConsent, let hinted {
            return try finish(request, ConsentDecision(account: hinted, scopes: Set(request.scopes)))
        }
        let shown = accounts.values.filter { $0.condition != .deleted }
        return .ask(request, accounts: shown.sorted { $0.email < $1.email })
    }

    /// Takes the form of the consent page.
    /// - Parameter form: `decision` (allow or deny), `account`, and a `scope` for every ticked box.
    func answerConsent(_ query: Fields, form: Fields) throws(Blocked) -> ConsentStep {
        let request = try ConsentRequest(query, clients: clients)
        guard let account = form["account"].flatMap({ account(named: $0) }), account.condition != .deleted else {
            throw Blocked(error: .invalidRequest, detail: "No account was chosen.")
        }
        let ticked = Set(form.all("scope")).union(Scopes.signIn).intersection(request.scopes)
        let order = ConsentOrder(deny: form["decision"] != "allow")
        return try finish(request, ConsentDecision(account: account, scopes: ticked, order: order))
    }

    private func finish(_ request: ConsentRequest, _ decision: ConsentDecision) throws(Blocked) -> ConsentStep {
        let account = decision.account
        if account.condition == .adminPolicyEnforced { throw Blocked(error: .adminPolicyEnforced) }
        if let domain = request.client.internalDomain, account.hostedDomain != domain {
            throw Blocked(error: .orgInternal)
        }
        let order = decision.order
        var answer = Fields()
        if order.deny || order.error != nil || decision.scopes.isEmpty {
            answer.append("error", order.error ?? "access_denied")
            if let state = order.state ?? request.state { answer.append("state", state) }
        } else {
            if let state = order.state ?? request.state { answer.append("state", state) }
            let (code, scopes) = grant(request, decision)
            answer.append("iss", "https://accounts.google.com")
            answer.append("code", code)
            answer.append("scope", Scopes.redirectList(scopes))
            answer.append("authuser", "0")
            if let domain = account.hostedDomain { answer.append("hd", domain) }
            answer.append("prompt", request.prompts.contains("consent") ? "consent" : "none")
        }
        let pairs = answer.pairs.filter { !order.omit.contains($0.name) }
        let twice = pairs.filter { order.duplicate.contains($0.name) }
        let separator = request.redirectURI.contains("?") ? "&" : "?"
        return .redirect(request.redirectURI + separator + Fields(pairs + twice).encoded)
    }

    /// Records the consent and makes its code.
    private func grant(_ request: ConsentRequest, _ decision: ConsentDecision) -> (code: String, scopes: Set<String>) {
        let id = Grant.ID(sub: decision.account.sub, project: request.client.project)
        settle(id)
        var grant = grants[id] ?? Grant()
        let scopes = request.includesGrantedScopes ? decision.scopes.union(grant.scopes) : decision.scopes
        let isFirst = grant.clients.insert(request.client.id).inserted
        grant.scopes.formUnion(scopes)
        grants[id] = grant
        if decision.account.condition == .reauthenticationNeeded {
            accounts[decision.account.email]?.condition = .good
        }
        let code = randomText(prefix: "4/0A", byteCount: 48)
        codes[code] = Code(
            grant: id,
            email: decision.account.email,
            clientID: request.client.id,
            redirectURI: request.redirectURI,
            scopes: scopes,
            challenge: request.challenge,
            // Google gives desktop clients one even without access_type; here a forgotten parameter shows.
            givesRefreshToken: request.isOffline
                && (isFirst || request.client.kind == .installed || request.prompts.contains("consent")),
            accessSeconds: decision.order.accessSeconds,
            expires: now.addingTimeInterval(600)
        )
        return (code, scopes)
    }
}
