import Sealing
import Testing

@testable import Vault

/// Which costs of a guess a slot may ask for. A file that asks for others is refused before any memory is taken.
struct Argon2PolicyTests {
    private static let floor: UInt64 = 64 << 20
    private static let ceiling: UInt64 = 1 << 30
    private static let memories: [(bytes: UInt64, isTaken: Bool)] = [
        (0, false), (floor - 1, false), (floor, true), (floor + 1, true), (ceiling - 1, true), (ceiling, true),
        (ceiling + 1, false), (.max, false),
    ]

    @Test(arguments: [
        (0, false), (1, false), (2, true), (3, true), (9, true), (10, true), (11, false), (UInt64.max, false),
    ])
    func `passes lie between floor and ceiling`(passes: UInt64, isTaken: Bool) {
        #expect((params(passes, Self.floor) != nil) == isTaken)
    }

    @Test(arguments: memories)
    func `memory lies between floor and ceiling`(memory: (bytes: UInt64, isTaken: Bool)) {
        #expect((params(2, memory.bytes) != nil) == memory.isTaken)
    }

    @Test(arguments: [31, 33, 0])
    func `parameters have one length`(byteCount: Int) {
        #expect(PassphraseParams([UInt8](repeating: 2, count: byteCount)) == nil)
    }

    @Test(arguments: Argon2Level.allCases)
    func `every level's own cost is taken, and is below no lower level`(level: Argon2Level) throws {
        #expect(params(level.cost.opslimit, level.cost.memlimit) != nil)
        let slot = try #require(Slot(row(level.cost.opslimit, level.cost.memlimit)))
        for other in Argon2Level.allCases { #expect(slot.isBelow(other) == (level.rawValue < other.rawValue)) }
    }

    @Test(arguments: [(2, 256, true), (3, 255, true), (3, 256, false), (4, 256, false), (10, 255, true)])
    func `a slot is below a level when either cost is`(passes: UInt64, mebibytes: UInt64, isBelow: Bool) throws {
        let slot = try #require(Slot(row(passes, mebibytes << 20)))
        #expect(slot.isBelow(.moderate) == isBelow)
    }

    private func params(_ passes: UInt64, _ memory: UInt64) -> PassphraseParams? {
        PassphraseParams(littleEndian(passes, memory) + [UInt8](repeating: 0, count: 16))
    }

    private func row(_ passes: UInt64, _ memory: UInt64) -> SlotRow {
        SlotRow(
            slotID: [UInt8](repeating: 1, count: 16),
            type: 1,
            params: littleEndian(passes, memory) + [UInt8](repeating: 0, count: 16),
            commitment: [UInt8](repeating: 0, count: 32),
            wrap: [UInt8](repeating: 0, count: SlotKeys.wrapByteCount)
        )
    }
}
