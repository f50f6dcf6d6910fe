import Foundation

/// Any JSON value, for answers whose fields can be changed on order.
public enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// The value of a field, when this is an object that has it.
    public subscript(name: String) -> JSON? {
        if case .object(let fields) = self { fields[name] } else { nil }
    }

    /// This object with some fields replaced and others left out; another value stays as it is.
    func changing(_ changed: [String: JSON], removing removed: [String]) -> JSON {
        guard case .object(var fields) = self else { return self }
        fields.merge(changed) { _, new in new }
        for name in removed { fields[name] = nil }
        return .object(fields)
    }
}

extension JSON: Codable {
    /// Reads whatever value comes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A failure only means: of another kind. What is frequent comes first, since failures are slow.
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([String: JSON].self) {
            self = .object(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else {
            self = .number(try container.decode(Double.self))
        }
    }

    /// Writes the value as it is.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let fields): try container.encode(fields)
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An object; of a name given twice the last value counts.
    public init(dictionaryLiteral fields: (String, JSON)...) { self = .object(Dictionary(fields) { _, last in last }) }
    /// An array.
    public init(arrayLiteral values: JSON...) { self = .array(values) }
}

extension JSON {
    /// The value as text, with sorted names.
    var text: String { String(decoding: utf8, as: UTF8.self) }

    /// The same in UTF-8.
    var utf8: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        case .number(let value): bytes += (value.isFinite ? "\(value)" : "null").utf8
        case .string(let value): Self.write(value, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let fields):
            bytes.append(UInt8(ascii: "{"))
            for (index, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(field.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                field.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ string: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x10: bytes += ("\\u000" + String(byte, radix: 16)).utf8
            case 0x10..<0x20: bytes += ("\\u00" + String(byte, radix: 16)).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Reads text; nil when it is not JSON.
    init?(text: some DataProtocol) {
        // The caller only asks whether it is JSON.
        guard let value = try? JSONDecoder().decode(JSON.self, from: Data(text)) else { return nil }
        self = value
    }

    /// Reads base64url of JSON, such as the middle of a JWT; nil when it is none.
    init?(base64URL text: String) {
        let letters = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padding = String(repeating: "=", count: (4 - letters.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: letters + padding) else { return nil }
        self.init(text: data)
    }
}
