import Testing

@testable import GoogleSandbox

/// Directories made by a plan.
@Suite struct HierarchyTests {
    private func directory(_ plan: HierarchyPlan) async throws -> (Google, [AdsCustomer], tops: [AdsCustomer]) {
        let google = Google()
        let tops = try await google.addCustomers(plan)
        return (google, await google.customers, tops)
    }

    @Test func `the same seed makes the same customers and another one others`() async throws {
        let first = try await directory(HierarchyPlan(seed: 7, customers: 300)).1
        #expect(try await directory(HierarchyPlan(seed: 7, customers: 300)).1 == first)
        #expect(try await directory(HierarchyPlan(seed: 8, customers: 300)).1 != first)
    }

    @Test(arguments: [(1, 4), (5, 3), (2, 2), (3, 1)])
    func `tops lead down to everyone, as deep as planned`(tops: Int, depth: Int) async throws {
        let plan = HierarchyPlan(customers: 2_000, tops: tops, depth: depth)
        let (google, customers, roots) = try await directory(plan)
        #expect(customers.count == 2_000)
        #expect(roots.count == tops)
        var seen: Set<AdsCustomerID> = []
        var managersDeep = 0
        for root in roots {
            for row in await google.ads.directory.tree(of: root.id) {
                seen.insert(row.customer.id)
                if row.customer.isManager { managersDeep = max(managersDeep, row.level + 1) }
            }
        }
        #expect(seen.count == 2_000)
        #expect(managersDeep == depth)
    }

    @Test func `some have several managers, some are not open, and names are of every kind`() async throws {
        let customers = try await directory(HierarchyPlan(customers: 2_000)).1
        #expect(customers.contains { $0.managers.count > 1 && !$0.isManager })
        #expect(customers.contains { $0.managers.count > 1 && $0.isManager })
        #expect(customers.contains { $0.managers.count > 2 })
        for status in AdsCustomer.Status.allCases { #expect(customers.contains { $0.status == status }) }
        let parents = Set(customers.flatMap(\.managers))
        #expect(customers.allSatisfy { $0.status == .enabled || !parents.contains($0.id) })
        let names = Set(customers.compactMap(\.name))
        #expect(names.isSuperset(of: CustomerNames.unusual))
        #expect(customers.contains { $0.name == nil })
        #expect(!names.contains { $0.contains(where: \.isNewline) })
    }

    @Test func `ten thousand customers come over HTTP in pages`() async throws {
        try await withScene { scene in
            let answer = try await scene.order("hierarchy", ["customers": 10_000])
            let top = try #require(answer.json?["tops"]?.array?.first?.string.flatMap { AdsCustomerID($0) })
            try await scene.google.setReach([top], of: scene.account.email)
            await scene.google.configure { $0.searchPageRows = 4_000 }
            let token = try await scene.accessToken()
            var more: [String: JSON] = [:]
            var ids: Set<String> = []
            for page in [4_000, 4_000, 2_000] {
                let answer = try await scene.search(token, top, Scene.query, more)
                #expect(answer.ids.count == page)
                ids.formUnion(answer.ids)
                more["pageToken"] = answer.json?["nextPageToken"]
            }
            #expect(more["pageToken"] == nil)
            #expect(ids.count == 10_000)
        }
    }
}
