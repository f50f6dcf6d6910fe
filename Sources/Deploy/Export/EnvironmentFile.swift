import Sealing

/// `GOOGLE_ADS_…` variables, one a line, in a quoting that all readers take alike.
///
/// The readers do not agree on quoting, so each value gets the plainest form that holds it:
///
/// | value | form | read alike by |
/// |---|---|---|
/// | letters, digits and `_ - . / + = : @ % ,`, which is all that Google's tokens are made of | bare | `sh`, python-dotenv, systemd, docker `--env-file` |
/// | no `'` and no `\` | `'…'` | `sh`, python-dotenv, systemd |
/// | no `$` and no backtick | `"…"`, with `\` before `"` and `\` | `sh`, python-dotenv, systemd |
///
/// Anything else is refused, as are line breaks and NUL, and `${`, which python-dotenv expands in any quoting.
/// docker's `--env-file` knows no quotes at all: it would make them part of the value.
enum EnvironmentFile {
    /// The Python library wants it here as it does in its YAML; the others look past it.
    static let protoPlus = "GOOGLE_ADS_USE_PROTO_PLUS=True"

    static func key(of setting: DeployedCredential.Setting) -> String? {
        switch setting {
        case .clientID: "GOOGLE_ADS_CLIENT_ID"
        case .clientSecret: "GOOGLE_ADS_CLIENT_SECRET"
        case .refreshToken: "GOOGLE_ADS_REFRESH_TOKEN"
        case .developerToken: "GOOGLE_ADS_DEVELOPER_TOKEN"
        case .loginCustomerID: "GOOGLE_ADS_LOGIN_CUSTOMER_ID"
        case .linkedCustomerID: "GOOGLE_ADS_LINKED_CUSTOMER_ID"
        case .keyFile: "GOOGLE_ADS_JSON_KEY_FILE_PATH"
        case .impersonatedEmail: "GOOGLE_ADS_IMPERSONATED_EMAIL"
        case .networkCode, .accountEmail: nil
        }
    }

    static func file(for credential: borrowing DeployedCredential) throws(ExportError) -> SecretBytes {
        var file = SecretBuffer(capacity: 1024)
        file.append("\(protoPlus)\n")
        try credential.forEachSetting { setting, value throws(ExportError) in
            guard let key = key(of: setting) else { return }
            guard let quoting = try Quoting(for: value, of: setting) else { throw .unwritable(setting, .env) }
            file.append("\(key)=")
            try file.append(value, of: setting, in: quoting)
            file.append("\n")
        }
        return file.finish()
    }
}

/// The three forms of a value.
private enum Quoting {
    case bare, single, double

    /// The plainest form for `text`; nil where there is none.
    init?(for text: RawSpan, of setting: DeployedCredential.Setting) throws(ExportError) {
        var isBare = true
        var fits = (single: true, double: true)
        var previous: Unicode.Scalar?
        try forEachScalar(of: text, setting) { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", "+", "=", ":", "@", "%", ",": break
            default: isBare = false
            }
            switch scalar {
            case "'", "\\": fits.single = false
            case "$", "`": fits.double = false
            case "\0", "\n", "\r": fits = (false, false)
            case "{" where previous == "$": fits = (false, false)
            default: break
            }
            previous = scalar
        }
        if isBare {
            self = .bare
        } else if fits.single {
            self = .single
        } else if fits.double {
            self = .double
        } else {
            return nil
        }
    }
}

extension SecretBuffer {
    fileprivate mutating func append(
        _ text: RawSpan,
        of setting: DeployedCredential.Setting,
        in quoting: Quoting
    ) throws(ExportError) {
        switch quoting {
        case .bare:
            append(text)
        case .single:
            append("'")
            append(text)
            append("'")
        case .double:
            append("\"")
            try forEachScalar(of: text, setting) { scalar in
                if scalar == "\"" || scalar == "\\" { append(UInt8(ascii: "\\")) }
                for byte in scalar.utf8 { append(byte) }
            }
            append("\"")
        }
    }
}
