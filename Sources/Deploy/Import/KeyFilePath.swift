/// What stands where a key file's path belongs.
enum KeyFilePath {
    /// Whether `text` is the key itself, as JSON or that in base64.
    static func isInlineKey(_ text: String) -> Bool {
        let start = Array(text.utf8).drop { $0 <= UInt8(ascii: " ") }
        return start.first == UInt8(ascii: "{") || start.starts(with: "-----BEGIN".utf8)
            || start.count >= 40 && encodedStarts.contains { start.starts(with: $0.utf8) }
    }

    /// `text`, where it can be shown since it looks like a path and holds nothing that looks like a secret; else nil.
    static func shown(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        let isPath = (1...255).contains(bytes.count) && bytes.allSatisfy { $0 >= UInt8(ascii: " ") && $0 != 0x7F }
        let isPlain = !bytes.contains { Set("{}\"'".utf8).contains($0) }
        let longestRun = bytes.split { !$0.isOfBase64Run }.map(\.count).max() ?? 0
        return isPath && isPlain && longestRun < 24 && !holdsSecretPrefix(text) ? text : nil
    }

    /// How JSON's opening brace with a quote or a blank behind it begins in base64.
    private static let encodedStarts = ["eyJ", "eyA", "ewo", "ewk", "ew0"]
}

/// Whether something in `text` begins as Google's secrets do.
func holdsSecretPrefix(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.indices.contains { index in
        switch SecretPrefix(at: index, of: bytes) {
        case nil: false
        // Of `v1/` it is only the end.
        case .oldRefreshToken: index == 0 || !bytes[index - 1].isOfKey
        default: true
        }
    }
}

extension UInt8 {
    /// Whether base64 of either alphabet has it, and paths have few of it in a row.
    fileprivate var isOfBase64Run: Bool {
        self == UInt8(ascii: "+") || self == UInt8(ascii: "=")
            || isOfKey && self != UInt8(ascii: "-") && self != UInt8(ascii: "_") && self != UInt8(ascii: ".")
    }
}
