import Credentials
import GoogleSandbox
import Testing
import Vault

@testable import Operations

/// Which credentials a filter means, and in which order they come.
struct FilterTests {
    @Test(arguments: Wish.all)
    func `a filter means what it says`(wish: Wish) async throws {
        try await withScene { scene in
            try await scene.fill()

            #expect(try scene.session.list(wish.filter).map(\.name.description) == wish.names)
            #expect(try scene.session.inventory(wish.filter).map(\.credential.name.description) == wish.names)
        }
    }

    @Test func `a lone name that is not there suggests the nearest`() async throws {
        try await withScene { scene in
            try await scene.fill()
            var filter = Filter()
            filter.names = ["ann-ad"]
            #expect(throws: OperationError.unknown(.credential, try Name("ann-ad"), nearest: try Name("ann-ads"))) {
                try scene.session.list(filter)
            }
        }
    }

    @Test func `each of several names has to be there`() async throws {
        try await withScene { scene in
            try await scene.fill()
            var filter = Filter()
            filter.names = ["ann-ads", "ann-*", "annn-ads"]
            #expect(throws: OperationError.unknown(.credential, try Name("annn-ads"), nearest: try Name("ann-ads"))) {
                try scene.session.inventory(filter)
            }
            filter.names = ["ann-ads", "nobody-*"]
            #expect(try scene.session.list(filter).map(\.name.description) == ["ann-ads"])
        }
    }

    @Test func `what the next logins push out comes first, and only that`() async throws {
        try await withScene { scene in
            try await scene.seed("new")
            try await scene.seed("old") { $0.createdAt = $0.createdAt + .seconds(-10 * 86_400) }
            try await scene.seed("gone") { $0.expiresAt = $0.createdAt }
            try await scene.seed("foreign", of: Scene.bob) { $0.createdAt = $0.createdAt + .seconds(-20 * 86_400) }
            try scene.mint(94, ago: .seconds(86_400))
            #expect(try scene.session.inventory(sort: .risk).map(\.credential.name.description).first == "gone")
            try scene.mint(95, ago: .seconds(86_400))
            let listed = try scene.session.inventory(sort: .risk)

            #expect(listed.map(\.credential.name.description) == ["old", "gone", "foreign", "new"])
            #expect(listed.map(\.nextRisk?.kind) == [.slots, .timeLimited, .idle, .idle])
            #expect(try scene.session.listed(Name("old")).nextRisk?.kind == .slots)
            #expect(try scene.session.listed(Name("new")).nextRisk?.kind == .idle)
        }
    }

    @Test(arguments: [
        (SortOrder.name, ["ann-ads", "ann-gam", "bob-ads", "été"]),
        (.owner, ["ann-ads", "bob-ads", "ann-gam", "été"]),
        (.risk, ["bob-ads", "ann-gam", "ann-ads", "été"]),
    ])
    func `a list comes in the order asked for`(order: SortOrder, names: [String]) async throws {
        try await withScene { scene in
            try await scene.fill()

            #expect(try scene.session.inventory(sort: order).map(\.credential.name.description) == names)
        }
    }
}

/// A filter, and the names that pass it among those of `Scene.fill`.
struct Wish: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let filter: Filter
    let names: [String]

    init(_ description: String, _ names: [String], _ change: (inout Filter) -> Void) {
        var filter = Filter()
        change(&filter)
        testDescription = description
        self.filter = filter
        self.names = names
    }

    static let all: [Wish] = [
        Wish("nothing asked", ["ann-ads", "ann-gam", "bob-ads", "été"]) { _ in },
        Wish("a name", ["bob-ads"]) { $0.names = ["bob-ads"] },
        Wish("a glob", ["ann-ads", "ann-gam"]) { $0.names = ["ann-*"] },
        Wish("a set", ["ann-gam"]) { $0.names = ["ann-[g-z]*"] },
        Wish("two names", ["ann-gam", "bob-ads"]) { $0.names = ["bob-ads", "ann-gam"] },
        Wish("a name decomposed", ["été"]) { $0.names = ["e\u{301}te\u{301}*"] },
        Wish("a glob of nothing", []) { $0.names = ["x*"] },
        Wish("an account in capitals", ["bob-ads", "été"]) { $0.accounts = ["BOB@example.com"] },
        Wish("an owner in capitals", ["ann-ads"]) { $0.owners = ["ANN"] },
        Wish("a client", ["été"]) { $0.clients = [Name(nearestTo: "other")].compactMap(\.self) },
        Wish("a project", ["été"]) { $0.projects = ["other-project"] },
        Wish("a scope", ["ann-gam"]) { $0.scopes = [.adManager] },
        Wish("states", ["bob-ads", "été"]) { $0.states = [.suspect, .revoked] },
        Wish("a label", ["ann-ads", "ann-gam"]) { $0.tags = ["team": ["ads"]] },
        Wish("one of two values of a label", ["ann-ads", "ann-gam"]) { $0.tags = ["team": ["other", "ads"]] },
        Wish("two labels", ["ann-gam"]) { $0.tags = ["team": ["ads"], "env": ["test"]] },
        Wish("a character that takes two bytes", ["été"]) { $0.names = ["?t[ée]"] },
        Wish("several kinds must all hold", ["ann-gam"]) { filter in
            filter.accounts = [Scene.ann]
            filter.scopes = [.adManager, .dfp]
        },
    ]
}

extension Scene {
    fileprivate func fill() async throws {
        let other = try await addClient("other", project: "other-project")
        try await seed("ann-ads") { credential in
            credential.owner = "Ann"
            credential.tags = ["team": "ads"]
        }
        try await seed("ann-gam") { credential in
            credential.scopes = [.adManager]
            credential.tags = ["team": "ads", "env": "test"]
            credential.expiresAt = credential.createdAt + .seconds(3600)
        }
        try await seed("bob-ads", of: Self.bob) { credential in
            credential.owner = "Bob"
            credential.state = .suspect
        }
        try await seed("été", of: Self.bob, by: other, named: "other") { $0.state = .revoked }
    }
}

/// Changes of what describes a credential.
struct DescriptionTests {
    @Test func `owner and labels change, and an empty owner goes`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.tags = ["old": "1", "kept": "2"] }
            var change = DescriptionChange()
            change.owner = "Ann"
            change.tags = ["new": "3"]
            change.untag = ["old"]
            let changed = try scene.session.describe(try Name("ann"), change)
            #expect(changed.owner == "Ann")
            #expect(changed.tags == ["kept": "2", "new": "3"])

            change = DescriptionChange()
            change.owner = ""
            #expect(try scene.session.describe(try Name("ann"), change).owner == nil)
        }
    }

    @Test func `what changes nothing leaves no line in the log`() async throws {
        try await withScene { scene in
            try await scene.seed("ann") { $0.tags = ["team": "ads"] }
            let before = try scene.session.audit()
            var change = DescriptionChange()
            change.tags = ["team": "ads"]
            change.untag = ["nope"]
            #expect(try scene.session.describe(try Name("ann"), change) == scene.show("ann"))
            #expect(try scene.session.rename(try Name("ann"), to: try Name("ann")) == scene.show("ann"))
            #expect(throws: OperationError.unknown(.credential, try Name("bob"), nearest: nil)) {
                try scene.session.rename(try Name("bob"), to: try Name("bob"))
            }

            #expect(try scene.session.audit() == before)
        }
    }

    @Test func `labels leave room for what Google says, and can always be taken away`() async throws {
        try await withScene { scene in
            let long = String(repeating: "x", count: 6 * 1024)
            try await scene.seed("ann") { $0.tags = ["a": long] }
            var change = DescriptionChange()
            change.tags = ["b": long]
            #expect(throws: VaultError.tooLarge(try Name("ann"))) {
                try scene.session.describe(try Name("ann"), change)
            }

            try await scene.seed("bob", of: Scene.bob) { $0.tags = ["a": long, "b": long] }
            change.tags = [:]
            change.untag = ["a"]
            #expect(try scene.session.describe(try Name("bob"), change).tags == ["b": long])
        }
    }

    @Test func `a rename takes the secret along and leaves nothing behind`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            _ = try scene.session.rename(try Name("ann"), to: try Name("new"))

            #expect(try scene.token("new") == token)
            #expect(try scene.token("ann") == nil)
        }
    }

    @Test func `a rename onto a living credential is refused, onto a tombstone not`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            try await scene.seed("taken")
            try await scene.seed("tombstone") { $0.state = .revoked }
            #expect(throws: OperationError.taken(.credential, try Name("taken"))) {
                try scene.session.rename(try Name("ann"), to: try Name("taken"))
            }
            _ = try scene.session.rename(try Name("ann"), to: try Name("tombstone"))

            #expect(try scene.token("tombstone") == token)
        }
    }

    @Test func `what is forgotten is gone here and alive at Google`() async throws {
        try await withScene { scene in
            let token = try await scene.seed("ann")
            _ = try scene.session.forget(try Name("ann"))

            #expect(try scene.token("ann") == nil)
            #expect(await scene.google.isLive(token))
            #expect(try scene.session.audit().last?.detail == "its token stays alive at Google")
        }
    }
}

/// Clients in the vault.
struct ClientTests {
    @Test func `a client that credentials need is not removed`() async throws {
        try await withScene { scene in
            try await scene.seed("ann")
            let desktop = try Name("desktop")
            #expect(throws: OperationError.clientInUse(desktop, by: [try Name("ann")])) {
                try scene.session.removeClient(desktop, evenIfUsed: false)
            }

            #expect(try scene.session.clients().map(\.name) == [desktop])
        }
    }

    @Test func `a client's name is taken once`() async throws {
        try await withScene { scene in
            let taken = OperationError.taken(.client, try Name("desktop"))
            await #expect(throws: taken) {
                try await scene.addClient("desktop")
            }
        }
    }

    @Test func `a client goes with its developer token`() async throws {
        try await withScene { scene in
            let desktop = try Name("desktop")
            _ = try scene.session.setDeveloperToken(secret("developer"), ofClient: desktop)
            #expect(try scene.token("desktop", .developerToken) == "developer")
            #expect(try scene.session.clients()[0].hasDeveloperToken)
            try scene.session.removeClient(desktop, evenIfUsed: false)

            #expect(try scene.token("desktop", .developerToken) == nil)
        }
    }
}

/// The name that was meant.
struct NearestNameTests {
    @Test(arguments: [
        ("ann", "anne", "anne"), ("ANN", "ann", "ann"), ("reporting", "reporitng", "reporitng"),
        ("ab", "cd", nil), ("a", "b", "b"), ("abcdef", "abcdxy", "abcdxy"), ("abcdef", "abcxyz", nil),
    ])
    func `a third of the letters may be wrong`(typed: String, there: String, found: String?) throws {
        #expect(nearest(try Name(typed), in: [try Name(there)])?.description == found)
    }

    @Test func `the nearest of several is taken, the first of equals`() throws {
        let names = try ["reports", "reporter", "reportz"].map { try Name($0) }

        #expect(nearest(try Name("report"), in: names)?.description == "reports")
    }
}
