import Sealing

/// Application default credentials of the type `authorized_user`.
enum UserADC {
    static func key(of setting: DeployedCredential.Setting) -> String? {
        switch setting {
        case .clientID: "client_id"
        case .clientSecret: "client_secret"
        case .refreshToken: "refresh_token"
        case .accountEmail: "account"
        case .developerToken, .loginCustomerID, .linkedCustomerID, .networkCode, .keyFile, .impersonatedEmail: nil
        }
    }

    static func file(for credential: borrowing DeployedCredential) throws(ExportError) -> SecretBytes {
        var file = SecretBuffer(capacity: 1024)
        file.append("{\n  \"type\": \"authorized_user\"")
        try credential.forEachSetting { setting, value throws(ExportError) in
            guard let key = key(of: setting) else { return }
            file.append(",\n  \"\(key)\": ")
            try file.append(json: value, of: setting)
        }
        file.append("\n}\n")
        return file.finish()
    }
}
