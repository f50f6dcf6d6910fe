import Credentials
import GoogleSandbox
import Testing
import Vault

@testable import Operations

/// What a credential once reached says nothing of what takes its name, and nothing of what is dead.
struct FormerReachTests {
    @Test func `whoever takes a tombstone's name reaches nobody by that`() async throws {
        try await withScene { scene in
            let ann = try Name("ann")
            try await scene.seed(["ann", "bob"]) { $0 + "@example.com" }
            _ = try await scene.give(5, to: Scene.ann)
            _ = try await scene.session.hierarchy(Filter())
            _ = try await scene.session.revoke(scene.session.planRevocation(of: [ann]))
            #expect(try scene.vault.read { try $0.reach(of: ann) } == nil)

            _ = try scene.session.rename(Name("bob"), to: ann)
            #expect(try await scene.session.hierarchy(Filter()).hierarchy.nodes.isEmpty)
        }
    }

    @Test func `a renamed credential takes what it reaches along, onto a tombstone's name too`() async throws {
        try await withScene { scene in
            let (ann, bob) = (try Name("ann"), try Name("bob"))
            try await scene.seed(["ann", "bob"]) { $0 + "@example.com" }
            _ = try await scene.give(5, to: Scene.ann)
            _ = try await scene.session.hierarchy(Filter())
            _ = try await scene.session.revoke(scene.session.planRevocation(of: [bob]))
            _ = try scene.session.rename(ann, to: bob)

            #expect(try scene.vault.read { try $0.reach(of: bob) }?.customers.count == 5)
            #expect(try scene.session.show(bob).state == .active)
        }
    }

    @Test func `a customer goes dark although a dead credential once reached it`() async throws {
        try await withScene { scene in
            try await scene.seed(["ann", "bob"]) { $0 + "@example.com" }
            let tops = try await scene.give(5, to: Scene.ann)
            try await scene.google.setReach(tops, of: Scene.bob)
            _ = try await scene.session.hierarchy(Filter())
            try await scene.google.revokeByUser(Scene.bob)
            _ = try await scene.session.check(Filter())

            let plan = try scene.session.planRevocation(of: [try Name("ann")])
            #expect(plan.parts.map(\.customersGoingDark.count) == [5])
        }
    }

    @Test func `of another account that takes a credential's place it is not known what it reaches`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.loginCustomerID = try? CustomerID("123-456-7890") }
            _ = try await scene.give(5, to: Scene.ann)
            _ = try await scene.session.hierarchy(Filter())
            _ = await scene.google.addAccountOnce(Scene.bob)
            try await scene.login("ann", hint: Scene.bob) { $0.replace = true }

            let ann = try scene.session.show(Name("ann"))
            #expect(ann.account?.email == Scene.bob)
            #expect(ann.customers == nil && ann.loginCustomerID == nil)
            #expect(try scene.vault.read { try $0.reach(of: ann.name) } == nil)
        }
    }

    @Test func `the login customer that somebody set stays while it can work, and goes when it cannot`() async throws {
        try await withScene { scene in
            let ann = try Name("ann")
            try await scene.seed("ann")
            let tops = try await scene.google.addCustomers(HierarchyPlan(customers: 60, tops: 2)).map(\.id)
            try await scene.google.setReach(tops, of: Scene.ann)
            _ = try await scene.session.hierarchy(Filter())
            let usual = try #require(try scene.session.show(ann).loginCustomerID)
            let other = try #require(try tops.map { try CustomerID($0.description) }.first { $0 != usual })
            for (set, kept) in [(other, other), (try CustomerID("999-999-9999"), usual)] {
                try scene.vault.write { transaction in
                    var credential = try transaction.known(Credential.self, ann)
                    credential.loginCustomerID = set
                    try transaction.update(credential)
                }
                _ = try await scene.session.hierarchy(Filter(), refresh: true)
                #expect(try scene.session.show(ann).loginCustomerID == kept)
            }
        }
    }
}

extension Scene {
    /// Lets an account reach so many customers; gives the ones that it reaches by itself.
    @discardableResult
    fileprivate func give(_ customers: Int, to email: String) async throws -> [AdsCustomerID] {
        let tops = try await google.addCustomers(HierarchyPlan(customers: customers)).map(\.id)
        try await google.setReach(tops, of: email)
        return tops
    }
}
