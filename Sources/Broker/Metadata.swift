import Credentials

/// What the metadata server knows, as a tree of folders.
///
/// See "About VM metadata" in Compute Engine's documentation: a folder answers with the names in it, a line each, or with
/// `recursive=true` as one JSON object; its keys are in camel case.
indirect enum Metadata {
    /// A text.
    case text(String)
    /// Several, a line each.
    case lines([String])
    /// A token of an identity, which no listing shows the value of.
    case token(Identity)
    /// Other things by name, in this order.
    case folder([(name: String, Metadata)])

    /// What one identity alone would see, or several of which the first is the default.
    init(of identities: [Identity]) {
        self = .folder([
            ("computeMetadata", .folder([("v1", .version(identities))]))
        ])
    }

    private static func version(_ identities: [Identity]) -> Metadata {
        var accounts: [(name: String, Metadata)] = []
        func add(_ name: String, _ identity: Identity, aliases: [String]) {
            // An e-mail of several credentials means the first of them, which is what `default` leads to as well.
            if !accounts.contains(where: { $0.name == name }) { accounts.append((name, account(identity, aliases))) }
        }
        for (index, identity) in identities.enumerated() {
            let aliases = index == 0 ? ["default"] : []
            if index == 0 { add("default", identity, aliases: aliases) }
            add(identity.email, identity, aliases: aliases)
        }
        for (index, identity) in identities.enumerated() {
            add(identity.name.description, identity, aliases: index == 0 ? ["default"] : [])
        }
        return .folder([
            ("instance", .folder([("service-accounts", .folder(accounts))])),
            // Libraries spell it either way.
            (
                "universe",
                .folder([("universe-domain", .text("googleapis.com")), ("universe_domain", .text("googleapis.com"))])
            ),
        ])
    }

    private static func account(_ identity: Identity, _ aliases: [String]) -> Metadata {
        .folder([
            ("aliases", .lines(aliases)),
            ("email", .text(identity.email)),
            ("scopes", .lines(identity.scopes.map(\.description))),
            ("token", .token(identity)),
        ])
    }
}

extension Metadata {
    /// The value as JSON has it; nil for a token.
    var json: JSONText? {
        switch self {
        case .text(let text): .string(text)
        case .lines(let lines): .array(lines.map(JSONText.string))
        case .token: nil
        case .folder(let entries):
            .object(
                entries.compactMap { entry in
                    guard let key = Self.key(entry.name), let value = entry.1.json else { return nil }
                    return (key, value)
                }
            )
        }
    }

    /// The names in a folder, a line each, folders with a slash.
    static func listing(_ entries: [(name: String, Metadata)]) -> String {
        entries.map { entry in
            if case .folder = entry.1 { entry.name + "/\n" } else { entry.name + "\n" }
        }.joined()
    }

    /// What JSON calls an entry; nil for the second spelling of another.
    private static func key(_ name: String) -> String? {
        switch name {
        case "service-accounts": "serviceAccounts"
        case "universe-domain": "universeDomain"
        case "universe_domain": nil
        default: name
        }
    }
}
