import Sealing

/// `ads.properties`, as the Java library reads it with `java.util.Properties.load`, which takes bytes for ISO 8859-1.
///
/// All in printable ASCII: what else there is stands as `\uXXXX`, and every value can be written.
enum JavaProperties {
    static func key(of setting: DeployedCredential.Setting) -> String? {
        switch setting {
        case .clientID: "api.googleads.clientId"
        case .clientSecret: "api.googleads.clientSecret"
        case .refreshToken: "api.googleads.refreshToken"
        case .developerToken: "api.googleads.developerToken"
        case .loginCustomerID: "api.googleads.loginCustomerId"
        case .linkedCustomerID: "api.googleads.linkedCustomerId"
        case .keyFile: "api.googleads.serviceAccountSecretsPath"
        case .impersonatedEmail: "api.googleads.serviceAccountUser"
        case .networkCode, .accountEmail: nil
        }
    }

    static func file(for credential: borrowing DeployedCredential) throws(ExportError) -> SecretBytes {
        var file = SecretBuffer(capacity: 1024)
        try credential.forEachSetting { setting, value throws(ExportError) in
            guard let key = key(of: setting) else { return }
            file.append("\(key)=")
            try forEachScalar(of: value, setting) { scalar in
                switch scalar {
                // A blank that stands first would be skipped.
                case "\\", " ":
                    file.append(UInt8(ascii: "\\"))
                    file.append(UInt8(ascii: scalar))
                case "!"..."~": file.append(UInt8(ascii: scalar))
                default: for unit in scalar.utf16 { file.append("\\u" + hex(UInt32(unit), digits: 4)) }
                }
            }
            file.append("\n")
        }
        return file.finish()
    }
}
