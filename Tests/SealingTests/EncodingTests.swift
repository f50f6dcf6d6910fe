import Testing

@testable import Sealing

struct EncodingTests {
    /// The first six are RFC 4648 §10's, without padding.
    @Test(arguments: [
        ("", ""), ("66", "Zg"), ("666f", "Zm8"), ("666f6f", "Zm9v"), ("666f6f62", "Zm9vYg"), ("666f6f6261", "Zm9vYmE"),
        ("fbfffe", "-__-"),
        (
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
        ),
    ])
    func `base64url has no padding and no + or /`(bytes: String, text: String) {
        #expect(base64URL(decoded(bytes)) == text)
    }

    /// RFC 4648 §10's, and one over two lines.
    @Test(arguments: [
        ("", ""), ("Zg==", "66"), ("Zm8=", "666f"), ("Zm9v", "666f6f"), ("Zm9vYg==", "666f6f62"),
        ("Zm9v\r\nYmFy\n", "666f6f626172"),
    ])
    func `base64 is read, with line ends or without`(text: String, bytes: String) {
        #expect(read(text) == bytes)
    }

    @Test(arguments: ["Zg", "Z", "Zg=", "Zm9v!", "Zm9v=", "Zm 9v", "-__-"])
    func `what is no base64 is nothing`(text: String) {
        #expect(read(text) == nil)
    }

    /// What base64 stands for, in hexadecimal.
    private func read(_ text: String) -> String? {
        guard let bytes = SecretBytes(base64: Array(text.utf8).rawBytes) else { return nil }
        return hex(bytes.withBytes { $0.array })
    }

    @Test func `RFC 7636's verifier has its challenge`() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let challenge = base64URL(Digest.sha256(Array(verifier.utf8).rawBytes))
        #expect(challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test func `hexadecimal is lower case, and read in either`() {
        #expect(hex([0, 0x0f, 0xa5, 0xff]) == "000fa5ff")
        #expect(bytes(hex: "000fA5fF") == [0, 0x0f, 0xa5, 0xff])
        #expect(bytes(hex: "") == [])
    }

    @Test(arguments: ["0", "000", "0g", " 0", "0x00", "é0", "０0"])
    func `what is not hexadecimal is refused`(text: String) {
        #expect(bytes(hex: text) == nil)
    }

    @Test(arguments: [[], counting(1), counting(32), counting(1000)])
    func `equal bytes are equal`(bytes: [UInt8]) {
        let isEqual = equalInConstantTime(bytes.rawBytes, Array(bytes).rawBytes)
        #expect(isEqual)
    }

    @Test(arguments: [counting(31), counting(33), counting(32, from: 1), counting(31) + [0x9f], []])
    func `other bytes are not`(bytes: [UInt8]) {
        let isEqual = equalInConstantTime(counting(32).rawBytes, bytes.rawBytes)
        #expect(!isEqual)
    }
}
