import Sealing

/// A row of table `record`, without the body of its payload.
///
/// Its columns lie in one piece of memory, the way its mark takes them in: to read one record, all rows of its bucket are
/// read and hashed.
public struct RecordRow: Equatable, Sendable {
    /// `lp(record_id, meta, payload_head)` of the format.
    let message: [UInt8]
    private let idByteCount: Int
    private let metaByteCount: Int

    /// The row with these columns.
    public init(recordID: [UInt8], meta: [UInt8], payloadHead: [UInt8]) {
        self.init(recordID: recordID.rawBytes, meta: meta.rawBytes, payloadHead: payloadHead.rawBytes)
    }

    /// The row with copies of these columns.
    public init(recordID: RawSpan, meta: RawSpan, payloadHead: RawSpan) {
        idByteCount = recordID.byteCount
        metaByteCount = meta.byteCount
        var writer = ByteWriter(capacity: 3 * 4 + idByteCount + metaByteCount + payloadHead.byteCount)
        writer.appendWithLength(recordID)
        writer.appendWithLength(meta)
        writer.appendWithLength(payloadHead)
        message = writer.bytes
    }

    /// 16 bytes, from type and name.
    public var recordID: [UInt8] { Array(message[4..<4 + idByteCount]) }

    /// The box of the description.
    public var meta: [UInt8] {
        let start = 2 * 4 + idByteCount
        return Array(message[start..<start + metaByteCount])
    }

    /// The first 53 bytes of the payload's box.
    public var payloadHead: [UInt8] { Array(message[(3 * 4 + idByteCount + metaByteCount)...]) }

    /// The id as a number, which compares as its bytes do; nil where it has not 16 of them.
    var number: UInt128? {
        idByteCount == Format.identifierByteCount ? UInt128(bigEndian: message[4..<4 + idByteCount]) : nil
    }
}

extension UInt128 {
    /// The number whose big-endian bytes are these, at most 16.
    init(bigEndian bytes: some Sequence<UInt8>) {
        self = 0
        for byte in bytes { self = self << 8 | UInt128(byte) }
    }
}
