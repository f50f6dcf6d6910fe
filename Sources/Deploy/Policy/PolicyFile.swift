import Credentials
import Yams

/// Why a file is no policy: where, and what is wrong there.
public struct PolicyFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1; nil where it is about the whole file.
    public let line: Int?
    /// The key that it is about, as a path: `rules[2].max-age`; empty for the document itself.
    public let key: String
    /// What is wrong.
    public let reason: String

    /// One lower-case sentence for people.
    public var description: String {
        let place = [line.map { "line \($0)" }, key.isEmpty ? nil : key].compactMap(\.self).joined(separator: ", ")
        return place.isEmpty ? reason : "\(place): \(reason)"
    }
}

extension Policy {
    /// The policy that a YAML file holds.
    ///
    ///     rules:
    ///       - owners: [anna@example.com]
    ///         clients: [desktop]
    ///         tags: {team: search}
    ///         required-scopes: [adwords]
    ///         allowed-scopes: [adwords, openid, userinfo.email]
    ///         max-age: 365d
    ///         max-idle: 90d
    ///
    /// - Throws: `PolicyFileError` with line and key: no YAML, an unknown or a repeated key, a value of another kind, a
    ///   scope that is neither known by name nor spelled whole, an anchor or an alias.
    public init(yaml: String) throws(PolicyFileError) {
        let document: Node?
        do {
            try Self.refuseAliases(yaml)
            document = try compose(yaml: yaml)
        } catch let error as PolicyFileError {
            throw error
        } catch let error as YamlError {
            throw PolicyFileError(line: error.line, key: "", reason: "it is no YAML: \(error.problem)")
        } catch {
            throw PolicyFileError(line: nil, key: "", reason: "it is no YAML")
        }
        guard let document else { throw PolicyFileError(line: nil, key: "", reason: "it is empty") }
        var rules: [Rule]?
        try PolicyNode(document, key: "").fields { (name, value) throws(PolicyFileError) in
            guard name == "rules" else { throw value.unknown(among: ["rules"]) }
            let listed = try value.elements { (element) throws(PolicyFileError) in try Rule(element) }
            // A policy that asks nothing would be passed by everybody.
            guard !listed.isEmpty else { throw value.wrong("it has none") }
            rules = listed
        }
        guard let rules else { throw PolicyFileError(line: 1, key: "rules", reason: "it has none") }
        self.init(rules: rules)
    }

    /// A file of a few lines could stand for more than fits into memory by them, and a policy needs none. Either begins
    /// where no word does, and its name follows at once. What is a comment only a whole parser knows.
    private static func refuseAliases(_ yaml: String) throws(PolicyFileError) {
        var line = 1
        var last: [Unicode.Scalar] = ["\n", "\n"]
        for scalar in yaml.unicodeScalars {
            let (before, sign) = (last[0], last[1])
            if sign == "&" || sign == "*", !before.isOfName, scalar.isOfName {
                throw PolicyFileError(
                    line: line,
                    key: "",
                    reason: "anchors and aliases are not taken, not in comments either: \(sign)\(scalar)"
                )
            }
            if scalar == "\n" { line += 1 }
            last = [sign, scalar]
        }
    }
}

extension Unicode.Scalar {
    /// Whether an anchor's name may have it, as libyaml reads it.
    fileprivate var isOfName: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }
}

extension Policy.Rule {
    fileprivate init(_ node: PolicyNode) throws(PolicyFileError) {
        self.init()
        var rule = self
        try node.fields { (name, value) throws(PolicyFileError) in
            switch name {
            case "owners": rule.owners = try value.some(try value.strings())
            case "clients":
                let clients = try value.elements { (element) throws(PolicyFileError) in
                    try element.parsed("a client's name") { (text) throws in try Name(text) }
                }
                rule.clients = try value.some(clients)
            case "tags": rule.tags = try value.some(try value.labels())
            case "required-scopes": rule.requiredScopes = try value.scopes()
            case "allowed-scopes": rule.allowedScopes = try value.scopes()
            case "max-age": rule.maximumAge = try value.duration()
            case "max-idle": rule.maximumIdle = try value.duration()
            default:
                throw value.unknown(
                    among: ["owners", "clients", "tags", "required-scopes", "allowed-scopes", "max-age", "max-idle"]
                )
            }
        }
        if let allowed = rule.allowedScopes, let beyond = rule.requiredScopes.first(where: { !allowed.contains($0) }) {
            throw node.wrong("it requires \(beyond.shortForm), which it does not allow")
        }
        self = rule
    }
}

/// A place in the file: what stands there, and its key.
private struct PolicyNode {
    let node: Node
    let key: String

    /// The line of its key, or of itself where it has none.
    private let line: Int?

    init(_ node: Node, key: String, line: Int? = nil) {
        self.node = node
        self.key = key
        self.line = line ?? node.mark?.line
    }

    func wrong(_ reason: String) -> PolicyFileError {
        PolicyFileError(line: line, key: key, reason: reason)
    }

    func unknown(among keys: [String]) -> PolicyFileError {
        wrong("there is no such key; there are \(keys.joined(separator: ", "))")
    }

    func fields(_ body: (String, PolicyNode) throws(PolicyFileError) -> Void) throws(PolicyFileError) {
        guard case .mapping(let mapping) = node else { throw wrong("keys with values are expected") }
        var seen: Set<String> = []
        for (name, value) in mapping {
            guard let text = name.string else { throw wrong("a key is a word") }
            let place = PolicyNode(value, key: key.isEmpty ? text : "\(key).\(text)", line: name.mark?.line)
            guard seen.insert(text).inserted else { throw place.wrong("it stands there twice") }
            try body(text, place)
        }
    }

    func elements<Value>(
        _ body: (PolicyNode) throws(PolicyFileError) -> Value
    ) throws(PolicyFileError) -> [Value] {
        guard case .sequence(let sequence) = node else { throw wrong("a list is expected") }
        var values: [Value] = []
        for (index, element) in sequence.enumerated() {
            values.append(try body(PolicyNode(element, key: "\(key)[\(index + 1)]")))
        }
        return values
    }

    func string() throws(PolicyFileError) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty, node.null == nil else {
            throw wrong("a word is expected")
        }
        return scalar.string
    }

    /// What says whom a rule is about: nobody would mean everybody.
    func some<Values: Collection>(_ values: Values) throws(PolicyFileError) -> Values {
        guard !values.isEmpty else { throw wrong("it names nobody; without it, the rule is about everybody") }
        return values
    }

    func strings() throws(PolicyFileError) -> [String] {
        try elements { (element) throws(PolicyFileError) in try element.string() }
    }

    func labels() throws(PolicyFileError) -> [String: String] {
        var labels: [String: String] = [:]
        try fields { (name, value) throws(PolicyFileError) in labels[name] = try value.string() }
        return labels
    }

    func scopes() throws(PolicyFileError) -> [Scope] {
        try elements { (element) throws(PolicyFileError) in
            let scope = try element.parsed("a scope") { (text) throws in try Scope(text) }
            // A slip would ask for what nobody can have. What is spelled whole was meant.
            let text = try element.string()
            guard Scope.named.contains(scope) || text.hasPrefix("https://") else { throw element.unknownScope(text) }
            return scope
        }
    }

    private func unknownScope(_ text: String) -> PolicyFileError {
        let names = Scope.named.map(\.shortForm)
        let meant = nearest(to: text, among: names, most: 1).map { "did you mean \($0)?" }
        let known = meant ?? names.joined(separator: ", ") + ";"
        return wrong("'\(text)' is no scope that has a short name: \(known) any other is spelled whole, as https://…")
    }

    func duration() throws(PolicyFileError) -> Duration {
        guard let duration = Duration(number: try string()) else {
            throw wrong("a whole number with s, m, h or d is expected, such as 90d")
        }
        return duration
    }

    func parsed<Value>(_ what: String, _ parse: (String) throws -> Value) throws(PolicyFileError) -> Value {
        let text = try string()
        // Whatever is wrong with it, it is not what belongs here.
        guard let value = try? parse(text) else { throw wrong("\(what) is expected, and '\(text)' is none") }
        return value
    }
}

extension YamlError {
    /// Where the text stops being YAML.
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    fileprivate var problem: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let keys, _): "the key \(keys.first ?? "") stands there twice"
        default: "it cannot be read"
        }
    }
}
