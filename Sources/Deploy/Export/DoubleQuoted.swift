import Sealing

extension SecretBuffer {
    /// Adds `text` as YAML, quoted without exception: YAML 1.1 reads a plain 0123456789 as an octal number.
    mutating func append(yaml text: RawSpan, of setting: DeployedCredential.Setting) throws(ExportError) {
        try append(doubleQuoted: text, of: setting) { "\\U" + hex($0.value, digits: 8) }
    }

    /// Adds `text` as a string of JSON.
    mutating func append(json text: RawSpan, of setting: DeployedCredential.Setting) throws(ExportError) {
        try append(doubleQuoted: text, of: setting) { scalar in
            scalar.utf16.map { "\\u" + hex(UInt32($0), digits: 4) }.joined()
        }
    }

    /// Adds `text` between double quotes, all in printable ASCII.
    ///
    /// JSON and YAML agree on `\"` and `\\`; the form of what is not printable ASCII is the caller's.
    private mutating func append(
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
    _ body: (Unicode.Scalar) throws(ExportError) -> Void
) throws(ExportError) {
    let characters: UTF8Span
    do {
        characters = try UTF8Span(validating: Span(_bytes: text))
    } catch {
        throw .notText(setting)
    }
    var scalars = characters.makeUnicodeScalarIterator()
    while let scalar = scalars.next() { try body(scalar) }
}

/// Whether `text` has neither line breaks nor a NUL, so that it fits into a line.
func isOneLine(_ text: RawSpan, of setting: DeployedCredential.Setting) throws(ExportError) -> Bool {
    var isOneLine = true
    try forEachScalar(of: text, setting) { scalar in
        if scalar == "\n" || scalar == "\r" || scalar == "\0" { isOneLine = false }
    }
    return isOneLine
}

/// `value` in exactly `digits` hexadecimal digits.
func hex(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
}
