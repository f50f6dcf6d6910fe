import Credentials
import Deploy
import Foundation
import Sealing
import Testing

/// A credential of made-up values like Google's.
func sample(
    clientID: String = "123456789012-abc.apps.googleusercontent.com",
    secret: String = "GOCSPX-aB3_dE-6",
    refreshToken: String = "1//0gAbC-dEf_123",
    developerToken: String? = nil,
    loginCustomerID: String? = nil,
    linkedCustomerID: String? = nil,
    networkCode: String? = nil,
    accountEmail: String? = nil
) throws -> DeployedCredential {
    DeployedCredential(
        clientID: clientID,
        clientSecret: SecretBytes(copying: Array(secret.utf8).rawBytes),
        refreshToken: SecretBytes(copying: Array(refreshToken.utf8).rawBytes),
        developerToken: developerToken.map { Array($0.utf8) }.map { SecretBytes(copying: $0.rawBytes) },
        loginCustomerID: try loginCustomerID.map { try CustomerID($0) },
        linkedCustomerID: try linkedCustomerID.map { try CustomerID($0) },
        networkCode: try networkCode.map { try NetworkCode($0) },
        accountEmail: accountEmail
    )
}

/// The key of a repository whose private key is the bytes from 0 to 31, and names for a Secret.
func sampleOptions() throws -> ExportOptions {
    var options = ExportOptions()
    options.repositoryKey = try RepositoryKey(base64: "j0DFrbaPJWJK5bIU6nZ6bslNgp09e14a0bpvPiE4KF8=")
    options.secretName = try KubernetesName("google-ads")
    options.namespace = try KubernetesNamespace("campaigns")
    return options
}

/// Writes a thousand awkward values, a credential and a file each, named so that they sort in their order.
///
/// A value that the format refuses must be one that `isRefused` says, and the other way round.
///
/// - Returns: the values written, as they are to be read.
func writeAwkwardValues(
    as format: ExportFormat,
    into folder: URL,
    named ending: String = "",
    refusing isRefused: (String) -> Bool = { _ in false }
) throws -> [String] {
    let options = try sampleOptions()
    var written: [String] = []
    for text in awkwardTexts(2000, length: 12) where written.count < 1000 {
        let credential = try sample(secret: text, refreshToken: text)
        guard !isRefused(text) else {
            #expect(throws: ExportError.unwritable(.clientSecret, format)) {
                _ = try format.file(for: credential, options: options)
            }
            continue
        }
        try Data(format.file(for: credential, options: options).revealed()).write(
            to: folder.appending(path: "\(10000 + written.count)\(ending)")
        )
        written.append(text)
    }
    try #require(written.count == 1000)
    return written
}

/// What the judges print of a value that they read.
func judged(_ texts: [String]) -> [String] {
    texts.map { "=" + hexDigits($0) }
}

extension String {
    /// Whether it has a line break or a NUL in it.
    var isBroken: Bool { unicodeScalars.contains { $0 == "\n" || $0 == "\r" || $0 == "\0" } }

    /// Whether it has a NUL in it.
    var hasNUL: Bool { unicodeScalars.contains("\0") }
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
