import Credentials

/// The two keys that every description has, and from which its record's id is recomputed.
struct MetaHeader: Equatable {
    let type: String
    let name: String

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
