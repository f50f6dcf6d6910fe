/// One of the writes that processes do to one vault at once.
enum Write: Sendable {
    /// Gives a credential that all share a tag of the writer's own.
    case tag(String, of: String, value: String)
    /// Gives it an owner: the last one wins.
    case owner(String, of: String)
    /// Adds a client of the writer's own, and takes it away again.
    case addClient(String)
    case removeClient(String)
    /// Hands out a credential's secret into a file of the writer's own.
    case export(String, to: String)

    /// A write of a writer, by chance.
    ///
    /// - Parameter clients: the writer's clients, as far as it knows.
    init(by writer: Int, number: Int, clients: [String], using generator: inout SeededGenerator) {
        let credential = ["first", "second"].randomElement(using: &generator) ?? "first"
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<5: self = .tag("writer-\(writer)", of: credential, value: "\(number)")
        case 5: self = .owner("writer-\(writer)-\(number)", of: credential)
        case 6: self = .export(credential, to: "writer-\(writer)-\(number).env")
        case 7 where !clients.isEmpty: self = .removeClient(clients[0])
        default: self = .addClient("client-\(writer)-\(number)")
        }
    }

    /// The command that does it.
    var command: [String] {
        switch self {
        case .tag(let key, let credential, let value): ["set", credential, "--tag", "\(key)=\(value)"]
        case .owner(let owner, let credential): ["set", credential, "--owner", owner]
        case .addClient(let name): ["client", "add", "client.json", "--name", name]
        case .removeClient(let name): ["client", "remove", name]
        case .export(let credential, let file): ["export", credential, "--format", "env", "--output", file]
        }
    }

    /// What the log calls it.
    var action: String {
        switch self {
        case .tag, .owner: "set"
        case .addClient: "client add"
        case .removeClient: "client remove"
        case .export: "export"
        }
    }
}
