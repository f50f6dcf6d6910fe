import Broker
import Credentials

/// A broker that listens.
struct Listening: Sendable {
    let place: Place
    /// Whose tokens it hands out; the first is the default.
    let names: [Name]

    /// The answer of `broker serve --json`: address and base follow one another in GCE_METADATA_HOST.
    var json: JSON {
        [
            "address": .string(place),
            "credentials": .array(
                names.map { ["name": .string($0), "base": .text(MetadataEnvironment.basePath(of: $0))] }
            ),
        ]
    }

    /// The answer for people, on one line.
    var words: String {
        let bases = names.map { "\($0) at \(MetadataEnvironment.basePath(of: $0))" }.joined(separator: ", ")
        return "listening on \(place): \(bases)".printable
    }
}
