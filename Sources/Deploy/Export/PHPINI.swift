import Sealing

/// `google_ads_php.ini`, as the PHP library reads it: `parse_ini_file` with `INI_SCANNER_TYPED`.
///
/// Quotes keep a value text: a bare `0123456789` would be the number 123456789. Between double quotes `\` and `"` are
/// escaped, and `${` would put a variable in; a value with `${` stands between single quotes, in which nothing means
/// anything, but which no `'` can stand in. Refused are a value with both, line breaks and NUL.
enum PHPINI {
    static let sections = ["GOOGLE_ADS", "OAUTH2"]

    static func key(of setting: DeployedCredential.Setting) -> String? {
        switch setting {
        case .clientID: "clientId"
        case .clientSecret: "clientSecret"
        case .refreshToken: "refreshToken"
        case .developerToken: "developerToken"
        case .loginCustomerID: "loginCustomerId"
        case .linkedCustomerID: "linkedCustomerId"
        case .keyFile: "jsonKeyFilePath"
        case .impersonatedEmail: "impersonatedEmail"
        case .networkCode, .accountEmail: nil
        }
    }

    static func file(for credential: borrowing DeployedCredential) throws(ExportError) -> SecretBytes {
        var file = SecretBuffer(capacity: 1024)
        for section in sections {
            file.append("[\(section)]\n")
            try credential.forEachSetting { setting, value throws(ExportError) in
                guard let key = key(of: setting), isOAuth(setting) == (section == "OAUTH2") else { return }
                file.append("\(key) = ")
                try file.append(ini: value, of: setting)
                file.append("\n")
            }
        }
        return file.finish()
    }

    private static func isOAuth(_ setting: DeployedCredential.Setting) -> Bool {
        switch setting {
        case .clientID, .clientSecret, .refreshToken: true
        default: false
        }
    }
}

extension SecretBuffer {
    fileprivate mutating func append(
        ini value: RawSpan,
        of setting: DeployedCredential.Setting
    ) throws(ExportError) {
        var hasVariable = false
        var hasSingleQuote = false
        var previous: Unicode.Scalar?
        try forEachScalar(of: value, setting) { scalar in
            if scalar == "{", previous == "$" { hasVariable = true }
            if scalar == "'" { hasSingleQuote = true }
            previous = scalar
        }
        guard try isOneLine(value, of: setting), !(hasVariable && hasSingleQuote) else {
            throw .unwritable(setting, .phpINI)
        }
        let quote = UInt8(ascii: hasVariable ? "'" : "\"")
        append(quote)
        try forEachScalar(of: value, setting) { scalar in
            if !hasVariable, scalar == "\"" || scalar == "\\" { append(UInt8(ascii: "\\")) }
            for byte in scalar.utf8 { append(byte) }
        }
        append(quote)
    }
}
