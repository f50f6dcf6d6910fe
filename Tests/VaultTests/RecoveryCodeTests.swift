import Sealing
import Testing

@testable import Vault

struct RecoveryCodeTests {
    private static let code = "0410-6105-0R3G-G28A-1C60-T3GF-208H-44RM-2MB1-E60S-38DH-R78Y-3WG0"
    private static let bytes = [UInt8](1...32)

    @Test(arguments: [
        code, code.lowercased(), code.filter { $0 != "-" }, code.map { "\($0) " }.joined(), " \(code)\n",
        code.replacing("0", with: "O"), code.replacing("0", with: "o"), code.replacing("1", with: "I"),
        code.replacing("1", with: "l"), code.replacing("1", with: "L"), code.replacing("1", with: "i"),
    ])
    func `a code is read however a person writes it`(spelling: String) throws {
        #expect(try RecoveryCode.secret(from: secret(spelling)).revealed == Self.bytes)
    }

    @Test(arguments: [UInt8](0...31))
    func `every byte is written and read back`(position: UInt8) throws {
        var bytes = [UInt8](repeating: 0, count: 32)
        bytes[Int(position)] = 0xa5
        let code = RecoveryCode.text(of: SecretBytes(copying: bytes.rawBytes))
        #expect(code.byteCount == 52 + 12)
        #expect(try RecoveryCode.secret(from: code).revealed == bytes)
    }

    @Test(arguments: [
        (String(code.dropLast()), RecoveryCode.Malformed.length(51)),
        (code + "0", .length(53)),
        ("", .length(0)),
        ("----", .length(0)),
        (code.replacing("R", with: "U"), .character),
        (code.replacing("-", with: "_"), .character),
        (code.replacing("R", with: "é"), .character),
        (code + "\u{0}", .character),
        (code.dropLast() + "1", .lastCharacter),
        (code.dropLast() + "8", .lastCharacter),
    ])
    func `what is no code is refused with its reason`(text: String, reason: RecoveryCode.Malformed) {
        #expect(throws: reason) { _ = try RecoveryCode.secret(from: secret(text)) }
    }
}
