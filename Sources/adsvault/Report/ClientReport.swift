import Credentials

extension OAuthClient {
    /// The object of `client list --json`.
    var json: JSON {
        [
            "name": .string(name),
            "id": .text(id),
            "kind": .text(kind.rawValue),
            "project": .text(project),
            "createdAt": .string(createdAt),
            "hasDeveloperToken": .bool(hasDeveloperToken),
        ]
    }
}

extension [OAuthClient] {
    /// A client a line.
    func table(now: Timestamp) -> Table {
        Table(
            headings: ["NAME", "KIND", "PROJECT", "ID", "ADDED"],
            rows: map { client in
                [
                    Table.Cell(client.name.description),
                    Table.Cell(client.kind == .installed ? "desktop" : "web"),
                    Table.Cell(client.project),
                    Table.Cell(client.id),
                    Table.Cell(client.createdAt.relative(to: now)),
                ]
            }
        )
    }
}
