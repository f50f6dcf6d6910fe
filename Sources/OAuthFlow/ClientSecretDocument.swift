import Credentials
import Foundation

/// The JSON of a client file, before anything in it is believed.
struct ClientSecretDocument {
    private let root: Root

    /// Parses `data`, or says what it is instead of a JSON object.
    init(_ data: Data) throws(ClientSecretFileError) {
        guard let first = data.first(where: { !" \t\r\n".utf8.contains($0) }) else { throw .empty }
        do {
            root = try JSONDecoder().decode(Root.self, from: data)
        } catch DecodingError.typeMismatch(_, let context) {
            throw context.codingPath.last.map { .malformed(field: $0.stringValue) } ?? .other(.json)
        } catch {
            throw first == UInt8(ascii: "{")
                ? .brokenJSON(at: JSONPosition(ofFirstErrorIn: data)) : .other(OtherFile(recognising: data))
        }
    }

    /// The one section that describes a client.
    func section() throws(ClientSecretFileError) -> (OAuthClient.Kind, ClientSecretSection) {
        switch (root.installed, root.web) {
        case (let section?, nil): return (.installed, section)
        case (nil, let section?): return (.web, section)
        case (_?, _?): throw .bothKinds
        case (nil, nil): throw OtherFile(type: root.type, keys: root.keys).map { .other($0) } ?? .neitherKind
        }
    }

    private struct Root: Decodable {
        let keys: Set<String>
        let type: String?
        let installed: ClientSecretSection?
        let web: ClientSecretSection?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            keys = Set(container.allKeys.map(\.stringValue))
            // Only a hint at what the file is; one that is no text hints at nothing.
            type = try? container.decodeIfPresent(String.self, forKey: Key("type"))
            installed = try container.decodeIfPresent(ClientSecretSection.self, forKey: Key("installed"))
            web = try container.decodeIfPresent(ClientSecretSection.self, forKey: Key("web"))
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) {
            stringValue = name
        }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }
}

/// A place in a text, both counted from 1; columns in bytes.
public struct JSONPosition: Hashable, Sendable, CustomStringConvertible {
    /// The line.
    public let line: Int
    /// The byte in that line.
    public let column: Int

    /// `line 3, column 14`.
    public var description: String { "line \(line), column \(column)" }

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Where Foundation stops understanding `data`: JSONDecoder keeps the place to itself, JSONSerialization ends its
    /// message with the offset, or speaks of the end of the file.
    init?(ofFirstErrorIn data: Data) {
        do {
            _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
            return nil
        } catch {
            guard let message = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String else { return nil }
            let digits = message.split { !$0.isNumber }.last.flatMap { Int($0) }
            guard let offset = digits ?? (message.contains("end of file") ? data.count : nil) else { return nil }
            let before = data.prefix(offset)
            line = before.count { $0 == UInt8(ascii: "\n") } + 1
            column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 1
        }
    }
}
