import Testing

@testable import Credentials

/// What several credentials reach, put together.
struct HierarchyTests {
    private func id(_ number: Int) throws -> CustomerID {
        try CustomerID(String(1_000_000_000 + number))
    }

    private func customer(_ number: Int, below parents: [Int] = [], by login: Int? = nil) throws -> Customer {
        var customer = Customer(id: try id(number), loginCustomerID: try id(login ?? number))
        customer.parents = try parents.map(id)
        return customer
    }

    private func hierarchy(_ reaches: (name: String, customers: [Customer])...) throws -> Hierarchy {
        Hierarchy(
            try reaches.enumerated().map { index, reach in
                let readAt = Timestamp(milliseconds: Int64(1000 - index))
                return (try Name(reach.name), Reach(readAt: readAt, customers: reach.customers))
            }
        )
    }

    @Test func `nothing read is no tree`() throws {
        let none = try hierarchy()
        #expect(none.roots.isEmpty && none.nodes.isEmpty && none.oldest == nil)
    }

    @Test func `of two that tell of one customer the newer counts`() throws {
        var (old, new) = (try customer(1), try customer(1))
        (old.name, new.name) = ("Before", "After")
        let tree = try hierarchy(("bob", [new]), ("ann", [old]))
        #expect(tree.nodes[try id(1)]?.customer.name == "After")
        #expect(tree.nodes[try id(1)]?.reachedBy.map(\.credential.description) == ["ann", "bob"])
    }

    @Test func `a customer of two managers stands below both, once`() throws {
        let tree = try hierarchy(
            (
                "ann",
                [
                    try customer(1), try customer(2, below: [1], by: 1), try customer(3, below: [1], by: 1),
                    try customer(4, below: [2, 3], by: 1),
                ]
            )
        )
        #expect(tree.roots == [try id(1)])
        #expect(tree.nodes[try id(2)]?.children == [try id(4)])
        #expect(tree.nodes[try id(3)]?.children == [try id(4)])
        #expect(tree.nodes[try id(4)]?.customer.parents == [try id(2), try id(3)])
        #expect(tree.nodes[try id(4)]?.customer.level == 2)
    }

    @Test func `what one credential sees from above puts another's top in its place`() throws {
        let tree = try hierarchy(
            ("client", [try customer(2)]),
            ("agency", [try customer(1), try customer(2, below: [1], by: 1)])
        )
        #expect(tree.roots == [try id(1)])
        #expect(tree.nodes[try id(2)]?.customer.level == 1)
        #expect(
            tree.nodes[try id(2)]?.reachedBy.map { "\($0.credential) \($0.loginCustomerID.digits)" }
                == ["agency 1000000001", "client 1000000002"]
        )
    }

    @Test func `what one credential was not told, another's answer fills in`() throws {
        var told = try customer(1)
        told.name = "Acme"
        told.status = .canceled
        told.currency = "EUR"
        let tree = try hierarchy(("a", [try customer(1)]), ("b", [told]))
        #expect(tree.nodes[try id(1)]?.customer.name == "Acme")
        #expect(tree.nodes[try id(1)]?.customer.status == .canceled)
        #expect(tree.nodes[try id(1)]?.customer.currency == "EUR")
    }

    @Test func `a circle, which Google does not have, still shows everybody once`() throws {
        let tree = try hierarchy(("a", [try customer(1, below: [2]), try customer(2, below: [1])]))
        #expect(tree.roots == [try id(1)])
        #expect(tree.nodes[try id(2)]?.customer.level == 1)
        #expect(tree.customers.map(\.customer.id) == [try id(1), try id(2)])
    }

    @Test func `a manager that nobody saw is no parent`() throws {
        let tree = try hierarchy(("a", [try customer(2, below: [1, 2])]))
        #expect(tree.roots == [try id(2)])
        #expect(tree.nodes[try id(2)]?.customer.parents == [])
    }

    @Test func `it is as old as its oldest part`() throws {
        let tree = try hierarchy(("a", [try customer(1)]), ("b", [try customer(2)]))
        #expect(tree.oldest == Timestamp(milliseconds: 999))
    }
}
