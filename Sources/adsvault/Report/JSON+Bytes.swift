import Credentials

extension JSON {
    /// The document in UTF-8 on one line, without a newline.
    var bytes: [UInt8] {
        // JSON asks for C0 alone; the others would reach a terminal that shows the document.
        var writer = JSONWriter { !$0.isPrintable }
        write(to: &writer)
        return writer.bytes
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .number(let value): writer.integer(value)
        case .text(let text): writer.string(text)
        case .array(let elements): writer.array(elements) { $0.write(to: &$1) }
        case .object(let members):
            writer.object { writer in
                for (key, value) in members {
                    writer.key(key)
                    value.write(to: &writer)
                }
            }
        }
    }
}
