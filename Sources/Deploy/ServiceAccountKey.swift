import Credentials
public import Sealing

/// The key of a service account, as Google's console made it: kept byte for byte, and read only so far that nobody
/// stores what no client could use.
public struct ServiceAccountKey: ~Copyable, Sendable {
    /// The JSON document, every byte of it.
    public let document: SecretBytes
    /// The private key in it, as PEM (RFC 7468) spells it.
    public let privateKey: SecretBytes
    /// The account, which its key acts for.
    public let clientEmail: String
    /// The number that Google knows the account by, where the document has it.
    public let clientID: String?
    /// The id of the key, by which it can be deleted at Google.
    public let keyID: String
    /// The Cloud project, where the document has it.
    public let project: String?

    /// Why a document is no key of a service account.
    public enum Invalid: Error, Equatable, Sendable {
        /// It is no JSON, or a field is no text; the byte at which that shows, from 0.
        case malformed(offset: Int)
        /// Its `type` is not `service_account`.
        case otherType
        /// The field is not there, or empty.
        case missing(field: String)
        /// The field is a text from a sample that nobody filled in.
        case placeholder(field: String)
        /// `client_email` is no e-mail address.
        case email
        /// `private_key` is no private key in PEM; as a rule its line breaks were lost on the way.
        case privateKey
        /// `token_uri` is not Google's: whoever signs for it gives access away.
        case tokenEndpoint
    }

    /// The key that `document` holds.
    public init(_ document: consuming SecretBytes) throws(Invalid) {
        let fields = try document.withBytes { bytes throws(Invalid) in try Fields(bytes.array) }
        guard fields["type"] == "service_account" else { throw .otherType }
        let email = try fields.required("client_email")
        let keyID = try fields.required("private_key_id")
        let privateKey = try fields.required("private_key")
        let endpoint = try fields.required("token_uri")
        guard email.utf8.contains(UInt8(ascii: "@")) else { throw .email }
        guard isPrivateKey(privateKey) else { throw .privateKey }
        guard tokenEndpoints.contains(endpoint) else { throw .tokenEndpoint }
        clientEmail = email
        self.keyID = keyID
        clientID = fields["client_id"]
        project = fields["project_id"]
        var letters = Array(privateKey.utf8)
        self.privateKey = SecretBytes(wiping: &letters)
        self.document = document
    }
}

/// What is read of the document: as ordinary strings, the private key among them, for that is what JSON's reader gives.
private struct Fields {
    private var texts: [String: String] = [:]

    init(_ bytes: [UInt8]) throws(ServiceAccountKey.Invalid) {
        let known = ["type", "client_email", "client_id", "private_key", "private_key_id", "project_id", "token_uri"]
        // Some editors begin a file with a byte order mark, which is kept and is no part of the JSON.
        let markCount = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var reader = JSONReader(Array(bytes.dropFirst(markCount)))
        var texts: [String: String] = [:]
        do throws(JSONReader.Malformed) {
            try reader.object { (key, reader) throws(JSONReader.Malformed) in
                guard known.contains(key) else { return try reader.skip() }
                texts[key] = try reader.string()
            }
            try reader.end()
        } catch {
            throw .malformed(offset: error.offset + markCount)
        }
        self.texts = texts
    }

    subscript(field: String) -> String? {
        texts[field].flatMap { $0.isEmpty ? nil : $0 }
    }

    func required(_ field: String) throws(ServiceAccountKey.Invalid) -> String {
        guard let text = self[field] else { throw .missing(field: field) }
        guard !isPlaceholder(text) else { throw .placeholder(field: field) }
        return text
    }
}

/// Whether `text` is a private key in PEM (RFC 7468): its lines and no more, with base64 between them.
private func isPrivateKey(_ text: String) -> Bool {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map {
        $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0
    }
    guard let first = lines.first, let last = lines.last, lines.count >= 3 else { return false }
    let isFramed = ["PRIVATE KEY", "RSA PRIVATE KEY"].contains { label in
        first.elementsEqual("-----BEGIN \(label)-----".utf8) && last.elementsEqual("-----END \(label)-----".utf8)
    }
    return isFramed && base64Decoded(String(decoding: lines.dropFirst().dropLast().joined(), as: UTF8.self)) != nil
}

/// Where Google takes a service account's assertions, by all its names.
private let tokenEndpoints: Set = [
    "https://oauth2.googleapis.com/token", "https://accounts.google.com/o/oauth2/token",
    "https://www.googleapis.com/oauth2/v3/token", "https://www.googleapis.com/oauth2/v4/token",
]
