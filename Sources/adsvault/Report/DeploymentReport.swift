import Credentials
import Operations

extension Deployed {
    /// One of the objects of `exports --json`.
    var json: JSON {
        [
            "credential": .string(credential.name),
            "destination": .text(deployment.destination),
            "format": .text(deployment.format),
            "purpose": .string(deployment.purpose),
            "actor": .text(deployment.actor),
            "at": .string(deployment.at),
            "current": .bool(isCurrent),
            "fingerprint": .string(isCurrent && !credential.fingerprint.isEmpty ? credential.fingerprint : nil),
            "state": .text(credential.state.rawValue),
        ]
    }

    /// Where it is and what it is for, in a few words.
    var place: String {
        let place = deployment.destination == "-" ? "what was printed" : deployment.destination
        let purpose = deployment.purpose.map { ", for \($0)" } ?? ""
        return "\(place) (\(deployment.format) by \(deployment.actor)\(purpose))"
    }

    /// What the copy holds.
    fileprivate var holdingCell: Table.Cell {
        if isCurrent { return Table.Cell("the present one", .good) }
        return credential.state == .revoked ? Table.Cell("a dead one", .faint) : Table.Cell("an older one", .warning)
    }
}

extension DeploymentList {
    /// A copy a line.
    func table(now: Timestamp) -> Table {
        Table(
            headings: ["NAME", "DESTINATION", "FORMAT", "HOLDS", "MADE", "BY", "PURPOSE"],
            cuttable: ["DESTINATION", "FORMAT", "BY", "PURPOSE"],
            rows: copies.map { copy in
                [
                    Table.Cell(copy.credential.name.description),
                    Table.Cell(copy.deployment.destination),
                    Table.Cell(copy.deployment.format),
                    copy.holdingCell,
                    Table.Cell(copy.deployment.at.relative(to: now)),
                    Table.Cell(copy.deployment.actor),
                    Table.Cell(copy.deployment.purpose),
                ]
            }
        )
    }
}
