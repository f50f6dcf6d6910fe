import Sealing

/// How much work one guess at a passphrase costs. A vault has one level as its policy; new wraps use it.
public enum Argon2Level: UInt32, Sendable, CaseIterable {
    /// 2 passes over 64 MiB: the floor.
    case interactive = 0
    /// 3 passes over 256 MiB: the default.
    case moderate = 1
    /// 4 passes over 1 GiB.
    case sensitive = 2

    var cost: Argon2id.Cost {
        switch self {
        case .interactive: Argon2id.Cost(opslimit: 2, memlimit: 64 << 20)
        case .moderate: Argon2id.Cost(opslimit: 3, memlimit: 256 << 20)
        case .sensitive: Argon2id.Cost(opslimit: 4, memlimit: 1 << 30)
        }
    }
}

/// What a passphrase slot needs to know: the cost of a guess and the salt.
struct PassphraseParams: Equatable {
    let cost: Argon2id.Cost
    let salt: [UInt8]

    static let byteCount = 8 + 8 + Argon2id.saltByteCount
    private static let ops: ClosedRange<UInt64> = 2...10
    private static let memory: ClosedRange<UInt64> = (64 << 20)...(1 << 30)

    init(cost: Argon2id.Cost, salt: [UInt8]) {
        self.cost = cost
        self.salt = salt
    }

    /// Reads a slot's parameters; nil outside floor and ceiling, before anything is allocated.
    init?(_ params: [UInt8]) {
        guard params.count == Self.byteCount else { return nil }
        var reader = ByteReader(params)
        guard let opslimit: UInt64 = reader.integer(), Self.ops.contains(opslimit),
            let memlimit: UInt64 = reader.integer(), Self.memory.contains(memlimit)
        else { return nil }
        cost = Argon2id.Cost(opslimit: opslimit, memlimit: memlimit)
        salt = reader.rest
    }

    var bytes: [UInt8] { littleEndian(cost.opslimit, cost.memlimit) + salt }
}
