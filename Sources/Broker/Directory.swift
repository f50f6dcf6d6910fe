import Credentials
import NIOCore

/// Every path that is answered, with its answer made beforehand.
///
/// Below `/` stands what all identities see, the first of them as the default; below `/NAME` what the credential NAME
/// sees when it is alone. Clients that take a path in GCE_METADATA_HOST (Python, Go, Java) are thus led to one of several
/// credentials without knowing its name.
struct Directory: Sendable {
    /// What stands at a path.
    enum Entry: Sendable {
        /// An answer, and that to `recursive=true`.
        case page(Reply, recursive: Reply)
        /// A token of an identity.
        case token(Identity)
    }

    private let entries: [String: Entry]

    /// The paths of `identities`; names are unique.
    init(_ identities: [Identity]) {
        var entries: [String: Entry] = [:]
        Self.add(Metadata(of: identities), at: "", to: &entries)
        for identity in identities {
            Self.add(Metadata(of: [identity]), at: "/" + identity.name.description, to: &entries)
        }
        self.entries = entries
    }

    /// What stands at a path: percent-decoded, with or without a slash at its end.
    func entry(at path: String) -> Entry? {
        entries[path.hasSuffix("/") ? String(path.dropLast()) : path]
    }

    private static func add(_ metadata: Metadata, at path: String, to entries: inout [String: Entry]) {
        switch metadata {
        case .token(let identity):
            entries[path] = .token(identity)
        case .text(let text):
            entries[path] = page(text, metadata)
        case .lines(let lines):
            entries[path] = page(lines.map { $0 + "\n" }.joined(), metadata)
        case .folder(let children):
            // A credential that is called computeMetadata has no base path of its own.
            if entries[path] == nil { entries[path] = page(Metadata.listing(children), metadata) }
            for child in children where entries[path + "/" + child.name] == nil {
                add(child.1, at: path + "/" + child.name, to: &entries)
            }
        }
    }

    private static func page(_ text: String, _ metadata: Metadata) -> Entry {
        .page(.text(text), recursive: metadata.json.map { .json($0) } ?? .text(text))
    }
}
