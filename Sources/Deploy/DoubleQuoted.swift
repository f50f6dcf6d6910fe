import Sealing

extension SecretBuffer {
    /// Adds `text` between double quotes, all in printable ASCII.
    ///
    /// JSON and YAML agree on `\"` and `\\`; the form of what is not printable ASCII is the caller's.
    mutating func append(
        doubleQuoted text: RawSpan,
        of setting: DeployedCredential.Setting,
        escaping escape: (Unicode.Scalar) -> String
    ) throws(ExportError) {
        append(UInt8(ascii: "\""))
        try forEachScalar(of: text, setting) { scalar in
            switch scalar {
            case "\"", "\\":
                append(UInt8(ascii: "\\"))
                append(UInt8(ascii: scalar))
            case " "..."~": append(UInt8(ascii: scalar))
            default: append(escape(scalar))
            }
        }
        append(UInt8(ascii: "\""))
    }
}

/// The characters of `text` one by one. Throws `notText` where it is not UTF-8.
func forEachScalar(
    of text: RawSpan,
    _ setting: DeployedCredential.Setting,
    _ body: (Unicode.Scalar) -> Void
) throws(ExportError) {
    let characters: UTF8Span
    do {
        characters = try UTF8Span(validating: Span(_bytes: text))
    } catch {
        throw .notText(setting)
    }
    var scalars = characters.makeUnicodeScalarIterator()
    while let scalar = scalars.next() { body(scalar) }
}

/// `value` in exactly `digits` hexadecimal digits.
func hex(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
}
