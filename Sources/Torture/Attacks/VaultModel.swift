import Sealing
import Vault

/// What the vault must hold.
struct VaultModel: Equatable {
    struct Entry: Equatable {
        var meta: [UInt8]
        var secret: [UInt8]
    }

    var records: [String: Entry] = [:]
    /// The names of the records, for choosing one: a dictionary has another order in each run.
    var names: [String] = []
    var log: [[String]] = []
    var seq: UInt64 = 1
    var epoch: UInt32 = 1
    var level = Argon2Level.interactive
    /// The secrets of the slots by their ids.
    var slots: [[UInt8]: SlotKey] = [:]

    mutating func set(_ name: String, _ entry: Entry?) {
        let wasThere = records[name] != nil
        records[name] = entry
        if entry == nil { names.removeAll { $0 == name } } else if !wasThere { names.append(name) }
    }

    /// What opens a slot.
    struct SlotKey: Equatable {
        var kind: Slot.Kind
        var bytes: [UInt8]

        func secret(_ id: [UInt8]) throws -> SlotSecret {
            let bytes = SecretBytes(copying: bytes.rawBytes)
            let secret: SlotSecret? =
                switch kind {
                case .passphrase: .passphrase(bytes)
                case .keyring: .keyring(bytes, slotID: id)
                case .recovery: .recovery(bytes)
                }
            guard let secret else { throw Difference("a slot secret of another length") }
            return secret
        }
    }
}

/// Where a vault is not what its model says.
struct Difference: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
