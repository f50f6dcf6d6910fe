import Credentials
import Operations

extension ScanFinding {
    /// One of the objects of `scan --json`.
    var json: JSON {
        var (credential, client): (Name?, Name?)
        switch secret.owner {
        case .credential(let name): credential = name
        case .client(let name): client = name
        case nil: break
        }
        return [
            "path": .text(path),
            "line": .number(secret.line),
            "commit": .string(commit),
            "kind": .text(secret.kind.rawValue),
            "credential": .string(credential),
            "client": .string(client),
            "others": .strings(secret.others.map(\.name)),
        ]
    }
}

extension [ScanFinding] {
    /// A secret a line.
    var table: Table {
        guard !isEmpty else { return Table() }
        return Table(
            headings: ["WHERE", "WHAT", "WHOSE", "COMMIT"],
            rows: map { finding in
                [
                    Table.Cell("\(finding.path):\(finding.secret.line)"),
                    Table.Cell(finding.secret.words),
                    finding.secret.owners.map { Table.Cell($0, .bad) } ?? Table.Cell("not of this vault", .faint),
                    Table.Cell(finding.commit.map { String($0.prefix(12)) }),
                ]
            }
        )
    }
}

extension FoundSecret {
    /// What it is, or looks like.
    fileprivate var words: String {
        owner == nil ? "looks like \(kind.words)" : kind.words
    }

    /// Whose it is; nil where it is nobody's here.
    fileprivate var owners: String? {
        owner.map { ([$0.words] + others.map(\.words)).joined(separator: ", ") }
    }
}

extension FoundSecret.Kind {
    fileprivate var words: String {
        switch self {
        case .refreshToken: "a refresh token"
        case .clientSecret: "a client secret"
        case .developerToken: "a developer token"
        case .accessToken: "an access token"
        case .privateKey: "a private key"
        }
    }
}

extension FoundSecret.Owner {
    /// Whose it is.
    var words: String {
        switch self {
        case .credential(let name): "the credential \(name)"
        case .client(let name): "the client \(name)"
        }
    }
}
