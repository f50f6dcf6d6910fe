import Credentials

/// The two keys that every description has, and from which its record's id is recomputed.
struct MetaHeader {
    let type: String
    let name: String

    init(type: String, name: String) {
        self.type = type
        self.name = name
    }

    /// Whether `meta` can be read back as the description of this type and name.
    func stands(in meta: [UInt8]) -> Bool {
        guard let found = try? MetaHeader(meta) else { return false }  // Unreadable: then not.
        return found.type == type && found.name.utf8.elementsEqual(name.utf8)
    }

    /// Reads them where they stand first, as adsvault writes them, and leaves the rest to whoever reads it; nil where
    /// they stand elsewhere.
    init?(leading meta: [UInt8]) {
        var reader = JSONReader(meta)
        // What is malformed there is malformed for the other reader as well.
        guard let fields = try? reader.leadingStrings("type", "name") else { return nil }
        self.init(type: fields.0, name: fields.1)
    }

    /// Reads them out of a description, checking the whole of it.
    init(_ meta: [UInt8]) throws(VaultError) {
        var type: String?
        var name: String?
        var reader = JSONReader(meta)
        do throws(JSONReader.Malformed) {
            try reader.object { (key, reader) throws(JSONReader.Malformed) in
                switch key {
                case "type": type = try reader.string()
                case "name": name = try reader.string()
                default: try reader.skip()
                }
            }
            try reader.end()
        } catch {
            throw .damaged(.records)
        }
        guard let type, let name else { throw .damaged(.records) }
        self.type = type
        self.name = name
    }
}
