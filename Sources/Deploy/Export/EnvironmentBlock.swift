public import Sealing

extension DeployedCredential {
    /// The variables that the Google Ads libraries of all languages read, as execve(2) takes them: `NAME=value`, each ended
    /// by a zero byte. Nothing is quoted, since no shell and no file is in between.
    ///
    /// - Throws: `ExportError.unwritable` for a value with a zero byte in it.
    public borrowing func environmentBlock() throws(ExportError) -> SecretBytes {
        var block = SecretBuffer(capacity: 1024)
        block.append("\(EnvironmentFile.protoPlus)\0")
        try forEachSetting { setting, value throws(ExportError) in
            guard let key = EnvironmentFile.key(of: setting) else { return }
            guard (0..<value.byteCount).allSatisfy({ value[$0] != 0 }) else { throw .unwritable(setting, .env) }
            block.append("\(key)=")
            block.append(value)
            block.append(UInt8(0))
        }
        return block.finish()
    }
}
