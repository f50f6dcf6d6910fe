/// A value that a record's description holds, as JSON.
///
/// Written by hand, since a scan reads a hundred thousand of them: keys in a fixed order, what is absent left out, keys
/// of later versions passed by.
public protocol Described: Sendable {
    /// The type of its record.
    static var recordType: RecordType { get }
    /// The name of its record.
    var recordName: Name { get throws }
    /// Writes its fields, without `type` and `name`.
    func write(to writer: inout JSONWriter)
    /// Reads its fields.
    ///
    /// - Throws: `JSONReader.Malformed` where a field is not what it should be, or one is missing.
    init(from reader: inout JSONReader) throws(JSONReader.Malformed)
}

extension Described {
    /// The description of its record.
    public func description(as type: RecordType = Self.recordType) throws -> [UInt8] {
        let name = try recordName
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("type", type.rawValue)
            writer.field("name", name.description)
            write(to: &writer)
        }
        return writer.bytes
    }

    /// Reads a record's description.
    public init(description: [UInt8]) throws(JSONReader.Malformed) {
        var reader = JSONReader(description)
        try self.init(from: &reader)
        try reader.end()
    }
}

extension JSONWriter {
    mutating func optional(_ key: String, _ value: String?) {
        if let value { field(key, value) }
    }

    mutating func optional(_ key: String, _ value: Timestamp?) {
        if let value { field(key, value.milliseconds) }
    }

}

extension JSONReader {
    mutating func timestamp() throws(Malformed) -> Timestamp {
        let milliseconds = try integer()
        // The years 1 to 9999: beyond them, reckoning with the moment could overflow.
        guard (-62_135_596_800_000...253_402_300_799_999).contains(milliseconds) else { throw malformed }
        return Timestamp(milliseconds: milliseconds)
    }

    mutating func strings() throws(Malformed) -> [String] {
        var values: [String] = []
        try array { (reader) throws(Malformed) in values.append(try reader.string()) }
        return values
    }

    /// A string that is a name.
    public mutating func name() throws(Malformed) -> Name {
        try parsed { (text) throws(Name.Invalid) in try Name(text) }
    }

    mutating func scopes() throws(Malformed) -> [Scope] {
        var values: [Scope] = []
        try array { (reader) throws(Malformed) in values.append(try reader.scope()) }
        return values
    }

    private mutating func scope() throws(Malformed) -> Scope {
        // One text for all the credentials that have it.
        for known in Scope.known where consumes(string: known.letters) { return known.scope }
        return try parsed { (text) throws(Scope.Invalid) in try Scope(text) }
    }

    /// A string that is one of an enum's raw values.
    mutating func word<Word: RawRepresentable<String>>(_ type: Word.Type) throws(Malformed) -> Word {
        guard let word = Word(rawValue: try string()) else { throw malformed }
        return word
    }

    /// A string that `parse` takes.
    mutating func parsed<Value, Failure: Error>(_ parse: (String) throws(Failure) -> Value) throws(Malformed) -> Value {
        let text = try string()
        // Whatever is wrong with it, it does not belong here.
        guard let value = try? parse(text) else { throw malformed }
        return value
    }

    /// A value that must have come.
    public func required<Value>(_ value: Value?) throws(Malformed) -> Value {
        guard let value else { throw malformed }
        return value
    }
}
