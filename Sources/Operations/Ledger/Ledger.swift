import Credentials
import Sealing
import Vault

extension VaultSnapshot {
    /// All values of one kind, in no order.
    mutating func all<Value: Described>(_ kind: Value.Type) throws -> [Value] {
        try records { $0.type == Value.recordType.rawValue ? try $0.described() : nil }
    }

    /// The value of this name; nil where it is proven that there is none.
    mutating func value<Value: Described>(_ kind: Value.Type, _ name: Name) throws -> Value? {
        try record(Value.recordType, name)?.described()
    }

    /// The value of this name.
    ///
    /// - Throws: `OperationError.unknown`, with the nearest name there is.
    mutating func known<Value: Described>(_ kind: Value.Type, _ name: Name) throws -> Value {
        try knownRecord(kind.recordType, name).described()
    }

    /// The value of this name with its secret, for use where it belongs.
    ///
    /// - Throws: `OperationError.unknown`, with the nearest name there is.
    mutating func opened<Value: Described>(_ kind: Value.Type, _ name: Name) throws -> (Value, Secret) {
        let record = try knownRecord(kind.recordType, name)
        return (try record.described(), Secret(try secretInUse(of: record)))
    }

    private mutating func knownRecord(_ type: RecordType, _ name: Name) throws -> Record {
        if let record = try record(type, name) { return record }
        let names = try records { $0.type == type.rawValue ? $0.name : nil }
        throw OperationError.unknown(type, name, nearest: nearest(name, in: names))
    }
}

extension VaultTransaction {
    /// As in a snapshot.
    mutating func all<Value: Described>(_ kind: Value.Type) throws -> [Value] {
        try records { $0.type == Value.recordType.rawValue ? try $0.described() : nil }
    }

    /// As in a snapshot.
    mutating func value<Value: Described>(_ kind: Value.Type, _ name: Name) throws -> Value? {
        try record(Value.recordType, name)?.described()
    }

    /// As in a snapshot.
    mutating func known<Value: Described>(_ kind: Value.Type, _ name: Name) throws -> Value {
        try knownRecord(kind.recordType, name).described()
    }

    /// The record of this name.
    ///
    /// - Throws: `OperationError.unknown`, with the nearest name there is.
    mutating func knownRecord(_ type: RecordType, _ name: Name) throws -> Record {
        if let record = try record(type, name) { return record }
        let names = try records { $0.type == type.rawValue ? $0.name : nil }
        throw OperationError.unknown(type, name, nearest: nearest(name, in: names))
    }

    /// The value of this name with its secret, which is shown or sealed anew: the log must say so.
    mutating func opened<Value: Described>(_ kind: Value.Type, _ name: Name) throws -> (Value, Secret) {
        let record = try knownRecord(Value.recordType, name)
        return (try record.described(), Secret(try secret(of: record)))
    }

    /// Adds a value with its secret, or puts both in the place of what has its name.
    mutating func put(_ value: some Described, secret: borrowing SecretBytes) throws {
        try put(try value.draft(), secret: secret)
    }

    /// Changes a value and leaves its secret alone.
    mutating func update(_ value: some Described) throws {
        try update(try value.draft())
    }

    /// Adds a value that has no secret, or puts it in the place of what has its name.
    mutating func put(_ value: some Described) throws {
        try put(try value.draft(), secret: SecretBytes(byteCount: 0) { _ in })
    }
}

extension Record {
    /// The value that the description holds.
    ///
    /// - Throws: `OperationError.unreadable`.
    func described<Value: Described>() throws -> Value {
        do {
            return try Value(description: meta)
        } catch {
            throw OperationError.unreadable(Value.recordType, name.description)
        }
    }
}

extension Described {
    /// The draft of this value's record, as its own type or another that looks alike.
    func draft(as type: RecordType = Self.recordType) throws -> RecordDraft {
        RecordDraft(type: type, name: try recordName, meta: try description(as: type))
    }
}
