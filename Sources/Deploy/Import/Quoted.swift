/// What a character between quotes means.
enum QuotedCharacter {
    /// It stands for itself.
    case itself
    /// It is left out, and the one after it stands for itself.
    case escape
    /// It is not taken.
    case refused(String)
}

extension Place {
    /// The value between the quotes of which `text` has the first, all on one line.
    ///
    /// - Parameters:
    ///   - mayEnd: whether what comes after the last quote is nothing but a comment.
    ///   - meaning: what a character means before the one that comes next.
    func unquoted(
        _ text: ArraySlice<UInt8>,
        mayEnd: (ArraySlice<UInt8>) -> Bool,
        meaning: (UInt8, _ next: UInt8?) -> QuotedCharacter
    ) throws(ImportError) -> String {
        guard let quote = text.first else { throw malformed("a quote is expected") }
        var value: [UInt8] = []
        var index = text.startIndex + 1
        while index < text.endIndex, text[index] != quote {
            let next = index + 1 < text.endIndex ? text[index + 1] : nil
            switch meaning(text[index], next) {
            case .itself: value.append(text[index])
            case .escape:
                index += 1
                if let next { value.append(next) }
            case .refused(let problem): throw malformed(problem)
            }
            index += 1
        }
        guard index < text.endIndex else { throw malformed("a quote is not closed on its line") }
        let rest = text[(index + 1)...]
        guard rest.trimmed.isEmpty || mayEnd(rest) else { throw malformed("something comes after the closing quote") }
        return value[...].text
    }
}
