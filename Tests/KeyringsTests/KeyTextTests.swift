import Sealing
import Testing

@testable import Keyrings

struct KeyTextTests {
    @Test func `a key is one line of lower-case digits`() {
        let key = (0..<32).map { UInt8($0) * 8 + 7 }
        let text = KeyText.text(of: SecretBytes(copying: key.rawBytes))
        #expect(
            String(decoding: bytes(of: text), as: UTF8.self)
                == "070f171f272f373f474f575f676f777f878f979fa7afb7bfc7cfd7dfe7eff7ff"
        )
    }

    @Test(arguments: [0, 32, 64, 96, 128, 160, 192, 224] as [UInt8])
    func `every byte comes back`(start: UInt8) throws {
        let key = (0..<32).map { start + $0 }
        let text = bytes(of: KeyText.text(of: SecretBytes(copying: key.rawBytes)))
        let read = try KeyText.key(of: text.rawBytes)
        #expect(bytes(of: read) == key)
    }

    @Test(arguments: [
        "", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
        String(repeating: "0", count: 63) + "\n",
        String(repeating: "A", count: 64), String(repeating: "g", count: 64), String(repeating: "0", count: 63) + "`",
        String(repeating: "/:", count: 32),
    ])
    func `anything else is not a key`(text: String) {
        let bytes = Array(text.utf8)
        #expect(throws: KeyringError.notAKey) { _ = try KeyText.key(of: bytes.rawBytes) }
    }

    private func bytes(of secret: borrowing SecretBytes) -> [UInt8] {
        secret.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe Array($0) } }
    }
}
