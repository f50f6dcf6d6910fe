/// A private key in PEM (RFC 7468) as it stands in a file: over several lines, or as a string of JSON on one.
struct PrivateKeyText {
    /// Its base64 digits without anything between them.
    let digits: [UInt8]
    /// Where its last line begins.
    let end: Int
    /// Whether it is a string of JSON, as in the key of a service account.
    let isOfJSON: Bool

    /// The key whose first line begins at the end of `run`, with `-----BEGIN`; nil where none does.
    init?(in text: [UInt8], after run: Range<Int>) {
        guard text[run].suffix(10).elementsEqual("-----BEGIN".utf8) else { return nil }
        let rest = text[run.upperBound...].prefix(Self.limit)
        guard let label = [" PRIVATE KEY-----", " RSA PRIVATE KEY-----"].first(where: { rest.starts(with: $0.utf8) })
        else { return nil }
        var digits: [UInt8] = []
        var isOfJSON = false
        var index = run.upperBound + label.utf8.count
        while index < rest.endIndex {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "-"):
                guard text[index...].starts(with: "-----END".utf8) else { return nil }
                self.digits = digits
                self.isOfJSON = isOfJSON && digits.count >= 200
                end = index
                return
            case UInt8(ascii: "\\"):
                // A line break of JSON; whatever else is escaped is no key.
                let next = index + 1 < text.count ? text[index + 1] : 0
                guard next == UInt8(ascii: "n") || next == UInt8(ascii: "r") else { return nil }
                isOfJSON = true
                index += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "="): break
            default:
                guard byte.isBase64 else { return nil }
                digits.append(byte)
            }
            index += 1
        }
        return nil
    }

    /// The longest key that is looked for, in bytes. One of 4096 bits has about 3300.
    static let limit = 16 * 1024
}
