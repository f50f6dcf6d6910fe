extension String {
    /// The text as one word of a shell's line, for a command that is to be copied.
    var shellQuoted: String {
        let isPlain =
            !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: "/._-+,:@%".utf8.contains(byte)
                }
            }
        // What begins with a dash would be an option.
        let word = hasPrefix("-") ? "./" + self : self
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
