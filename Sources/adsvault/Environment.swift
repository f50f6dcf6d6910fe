/// The environment variables, of which an empty one counts as unset.
struct Environment: Sendable {
    /// All of them, the empty ones too.
    let variables: [String: String]

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// The value of a variable that is set and not empty.
    subscript(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A switch: on for `1`, `true` or `yes`, off for `0`, `false`, `no` or nothing.
    func isOn(_ name: String) throws(CommandFailure) -> Bool {
        switch self[name]?.lowercased() {
        case "1", "true", "yes": true
        case nil, "0", "false", "no": false
        default: throw .usage("\(name) is neither 1 nor 0")
        }
    }
}
