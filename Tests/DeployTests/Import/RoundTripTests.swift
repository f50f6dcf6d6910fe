import Credentials
import Deploy
import Foundation
import Sealing
import Testing

struct RoundTripTests {
    @Test(arguments: ExportFormat.plaintext)
    func `a thousand awkward values come back as they went`(format: ExportFormat) throws {
        let options = try sampleOptions()
        var count = 0
        for text in awkwardTexts(2000, length: 12) where count < 1000 && !text.isEmpty {
            let credential = try sample(
                clientID: text,
                secret: text,
                refreshToken: text,
                developerToken: text,
                loginCustomerID: "012-345-6789",
                linkedCustomerID: "9876543210",
                networkCode: "0314",
                accountEmail: text
            )
            guard !format.refuses(text) else {
                // PHP's first section has the developer token.
                let first = format == .phpINI ? DeployedCredential.Setting.developerToken : .clientID
                #expect(throws: ExportError.unwritable(first, format)) {
                    _ = try format.file(for: credential, options: options)
                }
                continue
            }
            // A secret with white space in it is refused where it is read; other values may have some.
            let secret = text.unspaced
            let writable = try sample(
                clientID: secret,
                secret: secret,
                refreshToken: secret,
                developerToken: text,
                loginCustomerID: "012-345-6789",
                linkedCustomerID: "9876543210",
                networkCode: "0314",
                accountEmail: text
            )
            let file = try format.file(for: writable, options: options)
            guard !format.cannotRead(text), !format.cannotRead(secret) else {
                file.withBytes { bytes in
                    _ = #expect(throws: ImportError.self) { _ = try ImportedFile(contents: bytes, name: "file") }
                }
                continue
            }
            let read = try file.withBytes { bytes throws(ImportError) in
                try ImportedFile(contents: bytes, name: "file")
            }
            let back = try #require(read.credentials.first)
            try #require(read.credentials.count == 1 && back.format == format && back.kind == .user)
            let held = Set(DeployedCredential.Setting.ofUsers).subtracting(format.unsupported)
            let expected = Opened(
                clientID: secret,
                clientSecret: secret,
                refreshToken: secret,
                developerToken: held.contains(.developerToken) ? text : nil,
                loginCustomerID: held.contains(.loginCustomerID) ? "0123456789" : nil,
                linkedCustomerID: held.contains(.linkedCustomerID) ? "9876543210" : nil,
                networkCode: held.contains(.networkCode) ? "0314" : nil,
                accountEmail: held.contains(.accountEmail) ? text : nil
            )
            try #require(back.opened.spelled == expected.spelled)
            try #require(read.unknown.isEmpty)
            count += 1
        }
        #expect(count == 1000)
    }

    @Test(arguments: ExportFormat.plaintext)
    func `a file with Windows' line ends and a byte order mark reads the same`(format: ExportFormat) throws {
        let credential = try sample(developerToken: "two words", loginCustomerID: "0123456789")
        let text = try format.file(for: credential, options: sampleOptions()).revealedText()
        let other = "\u{FEFF}" + text.replacing("\n", with: "\r\n")
        #expect(try read(other).credentials.map(\.opened) == read(text).credentials.map(\.opened))
    }
}

extension ExportFormat {
    /// Whether the format has no form for a text, by the rules that it documents.
    fileprivate func refuses(_ text: String) -> Bool {
        let scalars = Set(text.unicodeScalars)
        let hasVariable = text.unicodeScalars.map(String.init).joined(separator: "|").contains("$|{")
        switch self {
        case .perlProperties, .ruby: return text.isBroken
        case .kubernetesSecret: return text.hasNUL
        case .phpINI: return text.isBroken || (hasVariable && scalars.contains("'"))
        case .env:
            let fitsSingle = scalars.isDisjoint(with: ["'", "\\"])
            let fitsDouble = scalars.isDisjoint(with: ["$", "`"])
            return text.isBroken || hasVariable || !(fitsSingle || fitsDouble)
        default: return false
        }
    }
}

extension ExportFormat {
    /// Whether a text is refused as it comes back: the parser of YAML would drop a byte order mark from its start.
    fileprivate func cannotRead(_ text: String) -> Bool {
        (self == .googleAdsYAML || self == .adManagerYAML) && text.unicodeScalars.first == "\u{FEFF}"
    }
}

extension String {
    /// The text without white space and control characters, of which something is left.
    fileprivate var unspaced: String {
        let rest = unicodeScalars.filter { !$0.properties.isWhitespace && $0.properties.generalCategory != .control }
        return rest.isEmpty ? "x" : String(rest)
    }
}

extension Opened {
    /// Every text by its scalars, since Swift takes texts for equal that are spelled differently.
    fileprivate var spelled: [[Unicode.Scalar]] {
        [
            clientID, clientSecret, refreshToken, developerToken, loginCustomerID, linkedCustomerID, networkCode,
            accountEmail,
        ].map { Array(($0 ?? "none").unicodeScalars) }
    }
}
