import Credentials
import Deploy
import Foundation
import Sealing

/// A credential of made-up values like Google's.
func sample(
    clientID: String = "123456789012-abc.apps.googleusercontent.com",
    secret: String = "GOCSPX-aB3_dE-6",
    refreshToken: String = "1//0gAbC-dEf_123",
    developerToken: String? = nil,
    loginCustomerID: String? = nil,
    accountEmail: String? = nil
) throws -> DeployedCredential {
    DeployedCredential(
        clientID: clientID,
        clientSecret: SecretBytes(copying: Array(secret.utf8).rawBytes),
        refreshToken: SecretBytes(copying: Array(refreshToken.utf8).rawBytes),
        developerToken: developerToken.map { Array($0.utf8) }.map { SecretBytes(copying: $0.rawBytes) },
        loginCustomerID: try loginCustomerID.map { try CustomerID($0) },
        accountEmail: accountEmail
    )
}

extension SecretBytes {
    /// The bytes, which in a test are nobody's secret.
    borrowing func revealed() -> [UInt8] {
        withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe Array($0) } }
    }

    /// The same as text.
    borrowing func revealedText() -> String {
        String(decoding: revealed(), as: UTF8.self)
    }
}

/// A folder of its own for the time of `body`.
func withFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer {
        // A folder that stays behind in the system's temporary folder is no failure of what is tested.
        try? FileManager.default.removeItem(at: folder)
    }
    return try body(folder)
}

/// Numbers that are the same in every run (Steele, Lea and Flood, "Fast splittable pseudorandom number generators").
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Texts of up to `length` characters, half of them plain and half of them such as a careless writer gets wrong.
func awkwardTexts(_ count: Int, length: Int, without excluded: Set<Unicode.Scalar> = []) -> [String] {
    var random = SplitMix(state: 2026)
    let plain = Array("aZ09-_/.=+ ".unicodeScalars)
    let awkward =
        (0...0x20).compactMap(Unicode.Scalar.init)
        + "\"'`\\$!#&|;<>(){}[]*?~^%@:,-=\u{7F}".unicodeScalars
        + "\u{80}\u{85}\u{9F}\u{A0}\u{AD}éßЖ中\u{2028}\u{2029}\u{200B}\u{FEFF}\u{D7FF}\u{E000}".unicodeScalars
        + "\u{FFFE}\u{FFFF}\u{10000}\u{1F511}\u{10FFFF}\u{301}".unicodeScalars
    let allowed = awkward.filter { !excluded.contains($0) }
    return (0..<count).map { _ in
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...length, using: &random) {
            let pool = Bool.random(using: &random) ? plain : allowed
            text.append(pool[Int.random(in: pool.indices, using: &random)])
        }
        return String(text)
    }
}

/// The bytes of a text in hexadecimal, as the judges print what they read.
func hexDigits(_ text: String) -> String {
    hex(Array(text.utf8))
}
