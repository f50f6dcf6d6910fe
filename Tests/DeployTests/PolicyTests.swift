import Credentials
import Testing

@testable import Deploy

/// What an organization asks of its credentials, as a file says it.
struct PolicyTests {
    private let yaml = """
        # Everybody
        rules:
          - allowed-scopes: [adwords, openid, userinfo.email]
            max-age: 365d
          - owners: [Anna, bob@example.com]
            tags: {team: search}
            required-scopes: [adwords]
            max-idle: 90d
          - clients: [desktop]
            allowed-scopes: [adwords]
            max-age: 30d
        """

    private func credential(owner: String?, client: String = "web", tags: [String: String] = [:]) throws -> Credential {
        var credential = Credential(
            name: try Name("a"),
            kind: .user,
            account: nil,
            client: Credential.Client(name: try Name(client), id: "1", project: "p"),
            scopes: [],
            requiredScopes: [],
            createdAt: Timestamp(milliseconds: 0),
            fingerprint: ""
        )
        credential.owner = owner
        credential.tags = tags
        return credential
    }

    private func refusal(of yaml: String) -> String? {
        do throws(PolicyFileError) {
            _ = try Policy(yaml: yaml)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `a rule about nobody in particular is about everybody`() throws {
        let demand = try Policy(yaml: yaml).demand(on: credential(owner: nil))
        #expect(demand.requiredScopes == nil)
        #expect(demand.allowedScopes == [.adwords, .openID, .email])
        #expect(demand.maximumAge == .seconds(365 * 86_400))
        #expect(demand.maximumIdle == nil)
    }

    @Test func `rules that apply hold together: scopes add up or narrow down, the shortest time counts`() throws {
        let demand = try Policy(yaml: yaml).demand(
            on: credential(owner: "anna", client: "desktop", tags: ["team": "search", "x": "y"])
        )
        #expect(demand.requiredScopes == [.adwords])
        #expect(demand.allowedScopes == [.adwords])
        #expect(demand.maximumAge == .seconds(30 * 86_400))
        #expect(demand.maximumIdle == .seconds(90 * 86_400))
    }

    @Test func `a rule that is about none of the credentials is found, since it would ask nothing`() throws {
        let policy = try Policy(yaml: yaml)
        #expect(policy.idleRules(among: [try credential(owner: "nobody")]) == [1, 2])
        let meant = try credential(owner: "anna", client: "desktop", tags: ["team": "search"])
        #expect(policy.idleRules(among: [meant]) == [])
    }

    @Test func `a label that is missing or other keeps a rule away`() throws {
        let policy = try Policy(yaml: yaml)
        #expect(policy.demand(on: try credential(owner: "anna")).requiredScopes == nil)
        #expect(policy.demand(on: try credential(owner: "anna", tags: ["team": "x"])).requiredScopes == nil)
        #expect(policy.demand(on: try credential(owner: "carl", tags: ["team": "search"])).requiredScopes == nil)
    }

    @Test(arguments: [
        ("", "it is empty"),
        ("rules: 3", "line 1, rules: a list is expected"),
        ("- a", "line 1: keys with values are expected"),
        ("rule: []", "line 1, rule: there is no such key; there are rules"),
        ("rule:\n  - owners: [a]", "line 1, rule: there is no such key; there are rules"),
        ("rules:\n  - owners: [~]", "line 2, rules[1].owners[1]: a word is expected"),
        (
            "rules:\n  - max-age: long",
            "line 2, rules[1].max-age: a whole number with s, m, h or d is expected, such as 90d"
        ),
        (
            "rules:\n  - owners: [a]\n    max-age: 3d\n    max-age: 4d",
            "line 3: it is no YAML: the key max-age stands there twice"
        ),
        ("rules:\n  - clients: ['-x']", "line 2, rules[1].clients[1]: a client's name is expected, and '-x' is none"),
        (
            "rules:\n  - required-scopes: [a b]",
            "line 2, rules[1].required-scopes[1]: a scope is expected, and 'a b' is none"
        ),
        (
            "rules:\n  - required-scopes: [dfp]\n    allowed-scopes: [adwords]",
            "line 2, rules[1]: it requires dfp, which it does not allow"
        ),
        (
            "rules:\n  - allowed-scopes:\n      - openid\n      - adword",
            "line 4, rules[1].allowed-scopes[2]: 'adword' is no scope that has a short name: did you mean adwords? "
                + "any other is spelled whole, as https://…"
        ),
        (
            "rules:\n  - required-scopes: ['x:y']",
            "line 2, rules[1].required-scopes[1]: 'x:y' is no scope that has a short name: adwords, admanager, "
                + "admanager.readonly, dfp, openid, userinfo.email; any other is spelled whole, as https://…"
        ),
        ("{}", "line 1, rules: it has none"),
        ("# Later\nrules: []", "line 2, rules: it has none"),
        ("rules:\n  - owners: []", "line 2, rules[1].owners: it names nobody; without it, the rule is about everybody"),
        (
            "rules:\n  - &ab {owners: [x]}\n  - *ab",
            "line 2: anchors and aliases are not taken, not in comments either: &a"
        ),
        (
            "rules:\n  - owners: [a, ? &b , !!str &c d]",
            "line 2: anchors and aliases are not taken, not in comments either: &b"
        ),
        (
            "rules:\r  - owners: ['x\r # y',*c]",
            "line 1: anchors and aliases are not taken, not in comments either: *c"
        ),
        ("rules:\n  - {owners: [x}", "line 2: it is no YAML: did not find expected ',' or ']'"),
        ("rules:\n  - tags: [a]", "line 2, rules[1].tags: keys with values are expected"),
    ])
    func `a broken file is refused with line and key`(yaml: String, words: String) {
        #expect(refusal(of: yaml) == words)
    }

    @Test func `a scope is known by its short name, or spelled whole`() throws {
        let drive = "https://www.googleapis.com/auth/drive"
        let policy = try Policy(yaml: "rules:\n  - allowed-scopes: [adwords, dfp, email, openid, '\(drive)']")
        #expect(policy.rules.first?.allowedScopes == [.adwords, .dfp, .email, .openID, try Scope(drive)])
    }

    @Test func `an address or a glob in quotes is a word like any other`() throws {
        let policy = try Policy(yaml: "rules:\n  - owners: ['a&b@example.com', \"*\"]")
        #expect(policy.rules.first?.owners == ["a&b@example.com", "*"])
    }
}
