/// How a text is written: its first two bytes tell UTF-16, as some programs of Windows write it (Unicode 16, §23.8).
public struct TextEncoding {
    private enum Form {
        case singleBytes
        case littleEndian
        case bigEndian
    }

    private var form: Form?
    /// What came of a character, or of the mark, whose other half is still to come.
    private var rest: [UInt8] = []

    /// Whether a text that begins with `head` is in UTF-16.
    public static func isUTF16(_ head: [UInt8]) -> Bool {
        form(of: head) != .singleBytes
    }

    /// The text of `bytes`, which come next: of UTF-16 the characters of ASCII, with a blank for each other. Where two bytes
    /// are both ASCII they stay, since some append one form to the other.
    mutating func plain(_ bytes: [UInt8]) -> [UInt8] {
        if form == .singleBytes { return bytes }
        let all = rest + bytes
        guard all.count >= 2 else {
            rest = all
            return []
        }
        let form = self.form ?? Self.form(of: all)
        self.form = form
        rest = []
        guard form != .singleBytes else { return all }
        if !all.count.isMultiple(of: 2) { rest = [all[all.count - 1]] }
        let (high, low) = form == .bigEndian ? (0, 1) : (1, 0)
        var plain: [UInt8] = []
        plain.reserveCapacity(all.count)
        for index in stride(from: 0, to: all.count - 1, by: 2) {
            if all[index].isOfText, all[index + 1].isOfText {
                plain += all[index...index + 1]
            } else {
                plain.append(all[index + high] == 0 && all[index + low] < 0x80 ? all[index + low] : UInt8(ascii: " "))
            }
        }
        return plain
    }

    /// What is left where a text ends with an odd byte.
    mutating func end() -> [UInt8] {
        defer { rest = [] }
        return rest
    }

    private static func form(of head: [UInt8]) -> Form {
        if head.starts(with: [0xFF, 0xFE]) { return .littleEndian }
        return head.starts(with: [0xFE, 0xFF]) ? .bigEndian : .singleBytes
    }
}
