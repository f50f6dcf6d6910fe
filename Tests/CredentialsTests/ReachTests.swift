import Testing

@testable import Credentials

/// How a reach is kept.
struct ReachTests {
    private func reach() throws -> Reach {
        var customer = Customer(
            id: try CustomerID("0123456789"),
            loginCustomerID: try CustomerID("1000000001"),
            level: 3
        )
        customer.name = "A \"quoted\" \u{1F680} name"
        customer.isManager = true
        customer.status = .suspended
        customer.currency = "EUR"
        customer.timeZone = "Europe/Berlin"
        customer.parents = [try CustomerID("1000000001"), try CustomerID("1000000002")]
        return Reach(
            readAt: Timestamp(milliseconds: 5),
            operations: 7,
            accessible: [try CustomerID("1000000001")],
            customers: [
                customer, Customer(id: try CustomerID("1000000009"), loginCustomerID: try CustomerID("1000000009")),
            ],
            networks: ["123": "News"]
        )
    }

    @Test func `what is kept is read as it was`() throws {
        let reach = try reach()
        #expect(try Reach(json: reach.json) == reach)
    }

    @Test func `of what is cut short, nothing is read`() throws {
        let json = try reach().json
        for count in 0..<json.count {
            #expect(throws: JSONReader.Malformed.self) { try Reach(json: Array(json.prefix(count))) }
        }
    }

    @Test func `it contains who was reached and nobody else`() throws {
        let reach = try reach()
        #expect(reach.contains([try CustomerID("012-345-6789"), try CustomerID("9999999999")]))
        #expect(!reach.contains([try CustomerID("1000000002")]))
    }
}
