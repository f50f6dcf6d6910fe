import Credentials
import Sealing

extension JSON {
    /// The document in UTF-8 on one line, without a newline.
    var bytes: [UInt8] {
        var writer = JSONWriter(escaping: Self.isEscaped)
        write(to: &writer)
        return writer.bytes
    }

    /// Writes the document as one line, piece by piece where it is long.
    func write(to output: Output) throws(CommandFailure) {
        var failure: CommandFailure?
        func put(_ bytes: [UInt8]) {
            guard failure == nil else { return }
            do throws(CommandFailure) { try output.write(bytes.rawBytes) } catch { failure = error }
        }
        withoutActuallyEscaping(put) { put in
            var writer = JSONWriter(escaping: Self.isEscaped, handOver: put)
            write(to: &writer)
            put(writer.bytes + [UInt8(ascii: "\n")])
        }
        if let failure { throw failure }
    }

    /// JSON asks for C0 alone; the others would reach a terminal that shows the document.
    private static func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.isPrintable
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
        case .written(let write): write(&writer)
        }
    }
}
