import Sealing

/// `google_ads_config.rb`, which the Ruby library evaluates: so every value stands in single quotes, in which `\` and
/// `'` alone mean anything.
///
/// Refused are line breaks, which Ruby does not all keep as they are, and NUL.
enum RubyConfiguration {
    static func key(of setting: DeployedCredential.Setting) -> String? {
        switch setting {
        case .keyFile: "keyfile"
        case .impersonatedEmail: "impersonate"
        // The others have the names of the Python library.
        default: GoogleAdsYAML.key(of: setting)
        }
    }

    static func file(for credential: borrowing DeployedCredential) throws(ExportError) -> SecretBytes {
        var file = SecretBuffer(capacity: 1024)
        file.append("Google::Ads::GoogleAds::Config.new do |c|\n")
        try credential.forEachSetting { setting, value throws(ExportError) in
            guard let key = key(of: setting) else { return }
            guard try isOneLine(value, of: setting) else { throw .unwritable(setting, .ruby) }
            file.append("  c.\(key) = '")
            try forEachScalar(of: value, setting) { scalar in
                if scalar == "'" || scalar == "\\" { file.append(UInt8(ascii: "\\")) }
                for byte in scalar.utf8 { file.append(byte) }
            }
            file.append("'\n")
        }
        file.append("end\n")
        return file.finish()
    }
}
