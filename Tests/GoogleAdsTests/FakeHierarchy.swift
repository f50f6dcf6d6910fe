import Credentials
import GoogleAds
import GoogleHTTP

/// Customers and managers that answer as Google does: a manager tells of itself and those directly below it, to whoever
/// comes by a login that the account reaches directly and from which a way leads down.
struct FakeHierarchy: Sendable {
    var tops: [Int]
    var children: [Int: [Int]] = [:]
    var statuses: [Int: String] = [:]
    /// Rows on a page.
    var pageSize = 10_000
    /// Who refuses whatever the login is, and how.
    var refusals: [Int: FakeGoogle.Reply] = [:]
    /// Logins that are refused although a way leads down, by customer.
    var barred: [Int: Set<Int>] = [:]

    /// A manager, which may have nobody below it.
    func isManager(_ customer: Int) -> Bool { children[customer] != nil }

    /// Everybody that the account reaches.
    var reachable: Set<Int> {
        tops.reduce(into: []) { $0.formUnion(below($1)) }
    }

    /// What a walk needs at most: a call for each manager, for each page beyond a manager's first, for the list itself, and
    /// for each top that is no manager.
    var callLimit: Int {
        let managers = reachable.filter(isManager)
        let further = managers.map { ((children[$0]?.count ?? 0) + pageSize) / pageSize - 1 }.reduce(0, +)
        return 1 + managers.count + further + tops.count { !isManager($0) }
    }

    var google: FakeGoogle {
        FakeGoogle { (sent) throws(HTTPFailure) in
            if sent.address.hasSuffix("/customers:listAccessibleCustomers") {
                let names = tops.map { #""customers/\#(id($0).digits)""# }
                return FakeGoogle.Reply(body: #"{"resourceNames": [\#(names.joined(separator: ", "))]}"#)
            }
            return answer(to: sent)
        }
    }

    private func answer(to sent: FakeGoogle.Sent) -> FakeGoogle.Reply {
        let path = sent.address.split(separator: "/")
        guard let name = path.dropLast().last, let customer = Int(name),
            let login = sent.headers["login-customer-id"].flatMap({ Int($0) })
        else { return FakeGoogle.Reply(status: 400, body: "") }
        if let refusal = refusals[customer] { return refusal }
        let mayLogIn = tops.contains(login) && below(login).contains(customer)
        guard mayLogIn, !(barred[customer] ?? []).contains(login) else {
            return refusal("authorizationError", "USER_PERMISSION_DENIED")
        }
        let rows = [row(customer, level: 0)] + (children[customer] ?? []).map { row($0, level: 1) }
        let start = sent.field("pageToken").flatMap { Int($0) } ?? 0
        let page = rows.dropFirst(start).prefix(pageSize).joined(separator: ", ")
        let next = start + pageSize < rows.count ? #", "nextPageToken": "\#(start + pageSize)""# : ""
        return FakeGoogle.Reply(body: #"{"results": [\#(page)]\#(next), "fieldMask": "customerClient.id"}"#)
    }

    private func row(_ customer: Int, level: Int) -> String {
        let manager = isManager(customer) ? #", "manager": true"# : ""
        return """
            {"customerClient": {"resourceName": "customers/1/customerClients/\(customer)", "level": "\(level)", \
            "id": "\(customer)", "descriptiveName": "Customer \(customer)", "currencyCode": "EUR", \
            "timeZone": "Europe/Berlin", "status": "\(statuses[customer] ?? "ENABLED")"\(manager)}}
            """
    }

    private func below(_ customer: Int) -> Set<Int> {
        var seen: Set = [customer]
        var left = [customer]
        while let next = left.popLast() { left += (children[next] ?? []).filter { seen.insert($0).inserted } }
        return seen
    }
}

extension FakeHierarchy {
    /// What the account reaches with a fresh look.
    func walk(known: Reach? = nil, jobs: Int = 16) async throws -> (walk: AdsWalk, sent: [FakeGoogle.Sent]) {
        let google = google
        let walk = try await ads(google).reach(bearer: bytes("b"), developerToken: nil, known: known, jobs: jobs)
        return (walk, google.sent)
    }
}

extension AdsWalk {
    /// The customer with these last digits.
    func customer(_ number: Int) -> Customer? {
        reach.customers.first { $0.id == id(number) }
    }
}
