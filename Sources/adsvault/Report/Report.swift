import Credentials
import Sealing

/// An answer, as a value. Text or JSON is made of it in one place, here.
enum Report: Sendable {
    /// The inventory.
    case credentials([Credential])
    /// One credential, with everything but its secret.
    case credential(Credential)

    /// The answer for scripts.
    var json: JSON {
        switch self {
        case .credentials(let credentials): .array(credentials.map(\.json))
        case .credential(let credential): credential.json
        }
    }

    /// The answer for people.
    func text(now: Timestamp, colours: Bool) -> String {
        switch self {
        case .credentials(let credentials): credentials.table(now: now).text(colours: colours)
        case .credential(let credential): credential.facts(now: now).text(colours: colours)
        }
    }
}

extension Context {
    /// Gives the answer on stdout.
    func report(_ report: Report, _ options: VaultOptions) throws(CommandFailure) {
        if options.json {
            var document = report.json.bytes
            document.append(UInt8(ascii: "\n"))
            try output.write(document.rawBytes)
        } else {
            try output.write(report.text(now: now(), colours: hasColours(output)))
        }
    }
}
