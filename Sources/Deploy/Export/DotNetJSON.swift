import Sealing

/// The section `GoogleAdsApi` of `appsettings.json`, as `GoogleAdsConfig` of the .NET library reads it.
enum DotNetJSON {
    static let section = "GoogleAdsApi"

    static func key(of setting: DeployedCredential.Setting) -> String? {
        switch setting {
        case .clientID: "OAuth2ClientId"
        case .clientSecret: "OAuth2ClientSecret"
        case .refreshToken: "OAuth2RefreshToken"
        case .developerToken: "DeveloperToken"
        case .loginCustomerID: "LoginCustomerId"
        case .linkedCustomerID: "LinkedCustomerId"
        case .keyFile: "OAuth2SecretsJsonPath"
        case .impersonatedEmail: "OAuth2PrnEmail"
        case .networkCode, .accountEmail: nil
        }
    }

    static func file(for credential: borrowing DeployedCredential) throws(ExportError) -> SecretBytes {
        var file = SecretBuffer(capacity: 1024)
        file.append("{\n  \"\(section)\": {\n    \"OAuth2Mode\": \"APPLICATION\"")
        try credential.forEachSetting { setting, value throws(ExportError) in
            guard let key = key(of: setting) else { return }
            file.append(",\n    \"\(key)\": ")
            try file.append(json: value, of: setting)
        }
        file.append("\n  }\n}\n")
        return file.finish()
    }
}
