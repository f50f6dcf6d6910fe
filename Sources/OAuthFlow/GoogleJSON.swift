import Foundation
import Sealing

extension SecretBytes {
    /// The JSON document that the bytes are.
    ///
    /// - Throws: `GoogleError.nonsense` saying what it is instead, without a word of it.
    borrowing func decoded<Document: Decodable>(
        expecting expected: GoogleError.Expected
    ) throws(GoogleError) -> Document {
        var data = data()
        defer { data.resetBytes(in: data.indices) }
        do {
            return try JSONDecoder().decode(Document.self, from: data)
        } catch let error as DecodingError {
            throw .nonsense(GoogleError.Nonsense(error, in: data), expecting: expected)
        } catch {
            throw .nonsense(.notJSON, expecting: expected)
        }
    }

    /// A copy for Foundation, which the caller wipes.
    borrowing func data() -> Data {
        withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe Data($0) } }
    }
}

extension GoogleError.Nonsense {
    fileprivate init(_ error: DecodingError, in data: Data) {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self = context.codingPath.first.map { .field($0.stringValue) } ?? .notAnObject
        case .keyNotFound(let key, _): self = .field(key.stringValue)
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            self = .field(context.codingPath[0].stringValue)
        default:
            let first = data.first { !" \t\r\n".utf8.contains($0) }
            self = first == nil ? .empty : first == UInt8(ascii: "<") ? .html : .notJSON
        }
    }
}

/// A whole number, which Google writes as a number here and as a string there.
struct WholeNumber: Decodable, Equatable {
    let value: Int64

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A string is the other form; only where it is neither does the second attempt throw.
        if let number = try? container.decode(Int64.self) {
            value = number
        } else if let number = Int64(try container.decode(String.self)) {
            value = number
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a whole number")
        }
    }

    /// The number as seconds a token may live: from 0 to a hundred years, else nil.
    var lifetime: Duration? {
        (0...3_153_600_000).contains(value) ? .seconds(value) : nil
    }
}

/// A truth value, which Google writes as true here and as "true" there.
struct TruthValue: Decodable, Equatable {
    let value: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // As above.
        if let value = try? container.decode(Bool.self) {
            self.value = value
        } else if let value = Bool(try container.decode(String.self)) {
            self.value = value
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "neither true nor false")
        }
    }
}
