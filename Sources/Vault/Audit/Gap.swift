import Credentials
import Sealing

extension Vault {
    /// Keeps what the log should hold and cannot take now. Whoever writes the vault next, this process or a later one,
    /// notes it first, as `gap`.
    ///
    /// - Throws: `VaultError.storage` where there is no other place to keep it either.
    public func keepGap(_ note: AuditNote) throws(VaultError) {
        guard let folder = surroundings.gaps else { throw .storage("there is no folder for gaps of the log") }
        let content = AuditContent(
            at: surroundings.now().description,
            action: note.action,
            actor: surroundings.actor,
            subject: note.subject,
            detail: note.detail,
            state: ""
        )
        try folder.add(keys.seal(content, random: surroundings.random), of: vaultID, at: surroundings.now())
    }
}

extension VaultTransaction {
    /// Notes, before everything that is noted here, what went unrecorded and was sealed under `keys`. Where nothing is
    /// written, nothing is noted.
    ///
    /// - Returns: the files to be removed once this is committed.
    mutating func noteGaps(sealedUnder keys: EpochKeys) -> [String] {
        guard changed, let folder = surroundings.gaps else { return [] }
        do throws(VaultError) {
            let names = try folder.names(of: keys.vaultID)
            let gaps = try names.map { name throws(VaultError) in keys.gap(in: try folder.contents(of: name)) }
            notes = gaps + notes
            return names
        } catch {
            surroundings.warn("what the log could not take before is not noted now either: \(error)")
            return []
        }
    }
}

extension EpochKeys {
    /// 0x01 ‖ u32 epoch ‖ N ‖ secretbox(pad(JSON), N, P(K_data, "adsvault.gap.v1", "")).
    fileprivate func seal(_ content: AuditContent, random: RandomSource) -> [UInt8] {
        let plaintext = Padding.pad(content.json, block: Format.block)
        let nonce = nonce(for: plaintext.rawBytes, context: Array("gap".utf8), random: random)
        return [Format.boxVersion] + littleEndian(epoch) + nonce.bytes
            + SecretBox.seal(plaintext.rawBytes, nonce: nonce, key: gapKey)
    }

    /// The note of a kept gap. One that cannot be read is still a gap.
    fileprivate func gap(in file: [UInt8]?) -> AuditNote {
        guard let content = file.flatMap({ open(gap: $0) }) else {
            return AuditNote("gap", "", "something went unrecorded, and what it was cannot be read")
        }
        let detail = "went unrecorded: \(content.action) \(content.detail) (\(content.at), \(content.actor))"
        return AuditNote("gap", content.subject, detail)
    }

    private func open(gap file: [UInt8]) -> AuditContent? {
        var reader = ByteReader(file)
        guard let version: UInt8 = reader.integer(), version == Format.boxVersion,
            let epoch: UInt32 = reader.integer(), epoch == self.epoch,
            let nonce = reader.take(Nonce.byteCount).flatMap(Nonce.init),
            let json = SecretBox.openPlain(reader.rest.rawBytes, nonce: nonce, key: gapKey),
            let count = Padding.contentByteCount(of: json.rawBytes, block: Format.block)
        else { return nil }
        return try? AuditContent(Array(json[..<count]))  // Unreadable, which the gap then says.
    }

    private var gapKey: SymmetricKey {
        var key = SymmetricKey()
        hash.replace(&key, with: [UInt8]().rawBytes, key: data, tag: Tag.gap)
        return key
    }
}
