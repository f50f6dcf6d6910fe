/// Where a user's files belong (XDG Base Directory Specification).
struct Folders: Sendable {
    private let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// adsvault's folder for what must not be lost: `$XDG_DATA_HOME/adsvault`.
    var data: String {
        get throws(CommandFailure) { try folder("XDG_DATA_HOME", under: ".local/share") }
    }

    /// adsvault's folder for what may be lost, but should not: `$XDG_STATE_HOME/adsvault`.
    var state: String {
        get throws(CommandFailure) { try folder("XDG_STATE_HOME", under: ".local/state") }
    }

    private func folder(_ variable: String, under path: String) throws(CommandFailure) -> String {
        // The specification has relative paths ignored.
        if let base = environment[variable], base.hasPrefix("/") { return base + "/adsvault" }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw .usage("HOME is not set, so there is no default place", hint: "set HOME, or \(variable)")
        }
        return "\(home)/\(path)/adsvault"
    }
}
