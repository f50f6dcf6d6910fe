import Sealing

/// `google-ads.yaml`, as the Python library's `GoogleAdsClient.load_from_storage` reads it.
enum GoogleAdsYAML {
    static func key(of setting: DeployedCredential.Setting) -> String? {
        switch setting {
        case .clientID: "client_id"
        case .clientSecret: "client_secret"
        case .refreshToken: "refresh_token"
        case .developerToken: "developer_token"
        case .loginCustomerID: "login_customer_id"
        case .linkedCustomerID: "linked_customer_id"
        case .keyFile: "json_key_file_path"
        case .impersonatedEmail: "impersonated_email"
        case .networkCode, .accountEmail: nil
        }
    }

    static func file(for credential: borrowing DeployedCredential) throws(ExportError) -> SecretBytes {
        var file = SecretBuffer(capacity: 1024)
        file.append("use_proto_plus: True\n")
        try credential.forEachSetting { setting, value throws(ExportError) in
            guard let key = key(of: setting) else { return }
            file.append("\(key): ")
            try file.append(yaml: value, of: setting)
            file.append("\n")
        }
        return file.finish()
    }
}
