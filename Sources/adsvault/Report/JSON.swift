import Credentials

/// A JSON document to be written: keys stand in the order in which they were given.
enum JSON: Sendable {
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case array([JSON])
    case object([(String, JSON)])
    /// A value that writes itself: an inventory of many, of which no tree is made.
    case written(@Sendable (inout JSONWriter) -> Void)

    /// A string, or null where there is none.
    static func string(_ text: String?) -> JSON {
        text.map(JSON.text) ?? .null
    }

    /// What a value calls itself, or null where there is none.
    static func string(_ value: (some CustomStringConvertible)?) -> JSON {
        string(value?.description)
    }

    /// A number, or null where nobody knows it.
    static func number(_ number: Int?) -> JSON {
        number.map { .number(Int64($0)) } ?? .null
    }

    /// Ten digits, or null.
    static func customer(_ id: CustomerID?) -> JSON {
        string(id?.digits)
    }

    /// The names of `values`, in their order.
    static func strings(_ values: some Sequence<some CustomStringConvertible>) -> JSON {
        .array(values.map { .text($0.description) })
    }
}

extension JSON: ExpressibleByDictionaryLiteral {
    /// An object, its keys in this order.
    init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(members)
    }
}
