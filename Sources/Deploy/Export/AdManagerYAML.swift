import Sealing

/// `googleads.yaml`, as `AdManagerClient.LoadFromStorage` of the Python library for Ad Manager reads it.
enum AdManagerYAML {
    static func key(of setting: DeployedCredential.Setting) -> String? {
        switch setting {
        case .clientID: "client_id"
        case .clientSecret: "client_secret"
        case .refreshToken: "refresh_token"
        case .networkCode: "network_code"
        case .keyFile: "path_to_private_key_file"
        case .impersonatedEmail: "delegated_account"
        case .developerToken, .loginCustomerID, .linkedCustomerID, .accountEmail: nil
        }
    }

    static func file(for credential: borrowing DeployedCredential) throws(ExportError) -> SecretBytes {
        var file = SecretBuffer(capacity: 1024)
        // The library refuses a file without a name of the application.
        file.append("ad_manager:\n  application_name: \"adsvault\"\n")
        try credential.forEachSetting { setting, value throws(ExportError) in
            guard let key = key(of: setting) else { return }
            file.append("  \(key): ")
            try file.append(yaml: value, of: setting)
            file.append("\n")
        }
        return file.finish()
    }
}
