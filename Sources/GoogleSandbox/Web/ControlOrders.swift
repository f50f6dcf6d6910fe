import Foundation

struct AccountOrder: Decodable {
    let email: String
    let sub: String?
    let hostedDomain: String?
    let condition: Account.Condition?
}

struct ClientOrder: Decodable {
    let type: Client.Kind?
    let project: String?
    let redirectURIs: [String]?
    let testing: Bool?
    let internalDomain: String?
}

struct ServiceAccountOrder: Decodable {
    let email: String
    let project: String?
    let delegatedScopes: [String]?
}

struct KeyOrder: Decodable {
    let key: String
    let action: KeyAction
}

struct DeletionOrder: Decodable {
    let client: String
}

struct ClockOrder: Decodable {
    let advanceSeconds: Int
}

struct MintOrder: Decodable {
    let account: String
    let client: String
    let count: Int?
    let scopes: [String]?
}

struct RevokeOrder: Decodable {
    let account: String
    let project: String?
}

struct MisbehaveOrder: Decodable {
    let endpoint: Endpoint
    let kind: String
    let times: Int?
    let always: Bool?
    let status: Int?
    let error: String?
    let description: String?
    let retryAfterSeconds: Int?
    let milliseconds: Int?
    let byteCount: Int?
    let location: String?
    let body: String?
    let set: [String: JSON]?
    let remove: [String]?

    var misbehaviour: Misbehaviour {
        get throws {
            switch kind {
            case "status":
                .status(
                    try required(status, "status"),
                    error: error,
                    description: description,
                    retryAfterSeconds: retryAfterSeconds
                )
            case "silence": .silence
            case "drip": .drip(everyMilliseconds: milliseconds ?? 200)
            case "truncate": .truncate
            case "huge": .huge(byteCount: byteCount ?? 64 << 20)
            case "html": .html(status: status ?? 200)
            case "redirect": .redirect(try required(location, "location"))
            case "body": .body(try required(body, "body"))
            case "edit": .edit(set ?? [:], remove: remove ?? [])
            case "editClaims": .editClaims(set ?? [:], remove: remove ?? [])
            case "lostAnswer": .lostAnswer(status: status ?? 503)
            case "delay": .delay(milliseconds: try required(milliseconds, "milliseconds"))
            default: throw ControlError.unknownKind(kind)
            }
        }
    }

    private func required<Value>(_ value: Value?, _ name: String) throws -> Value {
        guard let value else { throw ControlError.missing(name) }
        return value
    }
}

extension JSON {
    /// A value as JSON.
    init(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        self = try JSONDecoder().decode(JSON.self, from: encoder.encode(value))
    }

    /// A value of a type that can be read; a field that the type does not have is an error, since it is a slip.
    func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
        let value = try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
        let known = Set(Mirror(reflecting: value).children.compactMap(\.label))
        if case .object(let fields) = self, let stray = fields.keys.first(where: { !known.contains($0) }) {
            throw ControlError.unknownField(stray)
        }
        return value
    }

    /// This object, with the fields of another one added or in place.
    func merging(_ other: JSON) -> JSON {
        guard case .object(let fields) = other else { return self }
        return changing(fields, removing: [])
    }
}
