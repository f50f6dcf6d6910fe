import Sealing

/// `googleads.properties`, as the Perl library reads it: what stands after the first `=` is the value, to the end of
/// the line, with its blanks.
///
/// Refused are line breaks and NUL, which no quoting could hide.
enum PerlProperties {
    /// The names are those of the PHP library.
    static func key(of setting: DeployedCredential.Setting) -> String? { PHPINI.key(of: setting) }

    static func file(for credential: borrowing DeployedCredential) throws(ExportError) -> SecretBytes {
        var file = SecretBuffer(capacity: 1024)
        try credential.forEachSetting { setting, value throws(ExportError) in
            guard let key = key(of: setting) else { return }
            guard try isOneLine(value, of: setting) else { throw .unwritable(setting, .perlProperties) }
            file.append("\(key)=")
            file.append(value)
            file.append("\n")
        }
        return file.finish()
    }
}
