import Operations
import Vault

extension SlotFailing {
    /// `wrong`, `damaged`, `unavailable` or `notTried`.
    var code: String {
        switch self {
        case .wrong: "wrong"
        case .damaged: "damaged"
        case .unavailable: "unavailable"
        case .notTried: "notTried"
        }
    }

    /// Why it does not open, or was not tried.
    var reason: String {
        switch self {
        case .wrong(let reason), .damaged(let reason), .unavailable(let reason), .notTried(let reason): reason
        }
    }

    fileprivate var cell: Table.Cell {
        if case .notTried = self { Table.Cell("not tried", .warning) } else { Table.Cell(code, .bad) }
    }
}

extension DrilledSlot {
    /// The object of `slot drill --json`.
    var json: JSON {
        [
            "id": .text(slot.id),
            "type": .text("\(slot.slot.kind)"),
            "label": .text(slot.label),
            "result": .text(failing?.code ?? "opens"),
            "reason": .string(failing?.reason),
        ]
    }

    /// What its trial alone would end the run with; nil where it was not tried.
    fileprivate var status: ExitStatus? {
        switch failing {
        case nil: .done
        case .wrong: slot.slot.kind == .keyring ? .slotUnavailable : .wrongPassphrase
        case .damaged: .damaged
        case .unavailable: .slotUnavailable
        case .notTried: nil
        }
    }
}

extension [DrilledSlot] {
    /// A slot a line, oldest first.
    var table: Table {
        Table(
            headings: ["ID", "TYPE", "LABEL", "RESULT", ""],
            rows: map { drilled in
                [
                    Table.Cell(String(drilled.slot.id.prefix(8))),
                    Table.Cell("\(drilled.slot.slot.kind)"),
                    Table.Cell(drilled.slot.label),
                    drilled.failing?.cell ?? Table.Cell("opens", .good),
                    Table.Cell(drilled.failing?.reason ?? ""),
                ]
            }
        )
    }

    /// Done where everything that was tried opens; else the worst of what was found. Where nothing was tried, nothing is
    /// proven: somebody would have to be asked, or the keyring is out of reach.
    var status: ExitStatus {
        let tried = compactMap(\.status)
        if tried.isEmpty { return allSatisfy { $0.slot.slot.kind == .keyring } ? .slotUnavailable : .wouldPrompt }
        let worst: [ExitStatus] = [.damaged, .wrongPassphrase, .slotUnavailable]
        return worst.first(where: tried.contains) ?? .done
    }
}
