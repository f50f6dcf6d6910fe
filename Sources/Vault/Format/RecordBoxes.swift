import Credentials
import Sealing

/// Closes and opens the two boxes of a record. Each is bound to its row, version, part and epoch through its key.
struct RecordBoxes: ~Copyable {
    private let keys: EpochKeys
    private var rowKey = SymmetricKey()

    enum Part: UInt8 {
        case meta = 1
        case payload = 2
    }

    init(_ keys: EpochKeys) {
        self.keys = keys
    }

    /// The box of `plaintext`, which is padded here: version ‖ epoch ‖ seq ‖ nonce ‖ tag ‖ ciphertext.
    mutating func seal(
        padded plaintext: RawSpan,
        part: Part,
        recordID: [UInt8],
        seq: UInt64,
        random: RandomSource
    ) -> [UInt8] {
        let message = Self.message(recordID: recordID, epoch: keys.epoch, seq: seq, part: part)
        keys.hash.replace(&rowKey, with: message.rawBytes, key: keys.data, tag: Tag.row)
        let nonce = keys.nonce(for: plaintext, context: message, random: random)
        return [Format.boxVersion] + littleEndian(keys.epoch, seq) + nonce.bytes
            + SecretBox.seal(plaintext, nonce: nonce, key: rowKey)
    }

    /// The record of a row, once its description is found to be the one that its id was made of.
    mutating func open(_ row: RecordRow, upTo seq: UInt64) throws(VaultError) -> Record {
        let meta = try openMeta(row.meta, recordID: row.recordID, upTo: seq)
        let header = if let leading = MetaHeader(leading: meta) { leading } else { try MetaHeader(meta) }
        guard keys.recordID(header.type, header.name) == row.recordID else { throw .damaged(.records) }
        guard let name = try? Name(header.name) else { throw .damaged(.records) }  // No name was ever written so.
        return Record(type: header.type, name: name, meta: meta, recordID: row.recordID, payloadHead: row.payloadHead)
    }

    /// What the meta box of a record holds, without its padding.
    mutating func openMeta(_ box: [UInt8], recordID: [UInt8], upTo seq: UInt64) throws(VaultError) -> [UInt8] {
        let nonce = try prepare(box, part: .meta, recordID: recordID, upTo: seq)
        let content = box.rawBytes.extracting(droppingFirst: Self.frameByteCount)
        guard var meta = SecretBox.openPlain(content, nonce: nonce, key: rowKey),
            let count = Padding.contentByteCount(of: meta.rawBytes, block: Format.block), count <= Format.maximumMeta
        else { throw .damaged(.records) }
        meta.removeLast(meta.count - count)
        return meta
    }

    /// What the payload box of a record holds, with its padding.
    mutating func openPayload(_ box: [UInt8], recordID: [UInt8], upTo seq: UInt64) throws(VaultError) -> SecretBytes {
        let nonce = try prepare(box, part: .payload, recordID: recordID, upTo: seq)
        let content = box.rawBytes.extracting(droppingFirst: Self.frameByteCount)
        guard let payload = SecretBox.open(content, nonce: nonce, key: rowKey) else {
            throw .damaged(.records)
        }
        return payload
    }

    /// Checks the box's frame and derives its key; gives its nonce.
    private mutating func prepare(
        _ box: [UInt8],
        part: Part,
        recordID: [UInt8],
        upTo head: UInt64
    ) throws(VaultError) -> Nonce {
        var reader = ByteReader(box)
        guard let version: UInt8 = reader.integer(), version == Format.boxVersion,
            let epoch: UInt32 = reader.integer(), epoch == keys.epoch,
            let seq: UInt64 = reader.integer(), seq <= head,
            let nonce = reader.take(Nonce.byteCount).flatMap(Nonce.init)
        else { throw .damaged(.records) }
        let message = Self.message(recordID: recordID, epoch: epoch, seq: seq, part: part)
        keys.hash.replace(&rowKey, with: message.rawBytes, key: keys.data, tag: Tag.row)
        return nonce
    }

    static func message(recordID: [UInt8], epoch: UInt32, seq: UInt64, part: Part) -> [UInt8] {
        var writer = ByteWriter(capacity: 64)
        writer.appendWithLength(recordID)
        writer.append(UInt32(4 + 8 + 1))
        writer.append(epoch)
        writer.append(seq)
        writer.append(part.rawValue)
        return writer.bytes
    }

    /// version ‖ epoch ‖ seq ‖ nonce
    private static let frameByteCount = 1 + 4 + 8 + Nonce.byteCount
}

extension EpochKeys {
    /// The id under which a record of this type and name lies.
    func recordID(_ type: String, _ name: String) -> [UInt8] {
        var message = ByteWriter(capacity: 64)
        message.appendWithLength(type)
        message.appendWithLength(name)
        return hash.hash(message.bytes.rawBytes, key: index, tag: Tag.index, byteCount: Format.identifierByteCount)
    }

    /// The mark of a row, by which the head covers it.
    func mark(of row: RecordRow) -> UInt256 {
        UInt256(hash.words(row.message.rawBytes, key: set, tag: Tag.set))
    }
}
