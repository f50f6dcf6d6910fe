import Foundation
import GoogleHTTP
import Sealing

/// What a file is that was taken for a client file.
public enum OtherFile: String, Sendable, CaseIterable {
    /// A service account's key, as JSON.
    case serviceAccountKey = "the key of a service account"
    /// What `gcloud auth application-default login` writes.
    case userCredentials = "the stored credentials of a user (authorized_user)"
    /// Application default credentials of another type.
    case otherCredentials = "a credentials file of another type"
    /// The inside of a client file alone.
    case bareClient = "an OAuth client without its “installed” or “web” around it"
    /// The Python library's configuration.
    case googleAdsYAML = "a google-ads.yaml"
    /// A configuration of another client library.
    case libraryConfiguration = "the configuration of a Google Ads client library"
    /// A Firebase configuration of an Android app.
    case androidConfiguration = "the google-services.json of an Android app"
    /// A key of Google Cloud's, for calls without a user.
    case apiKey = "an API key"
    /// A client secret alone.
    case clientSecret = "a client secret alone"
    /// A client's id alone.
    case clientID = "a client id alone"
    /// A refresh token alone.
    case refreshToken = "a refresh token"
    /// An access token alone.
    case accessToken = "an access token"
    /// An authorization code alone.
    case code = "an authorization code"
    /// A private key or a certificate.
    case pem = "a key or certificate (PEM)"
    /// A page saved from a browser.
    case webPage = "a web page"
    /// A SQLite database, perhaps a vault.
    case database = "a SQLite database"
    /// JSON that is no object.
    case json = "JSON of another kind"
    /// Any other text.
    case text = "text that is not JSON"
    /// Anything else.
    case binary = "not text"

    /// What a JSON object with these top-level keys is; nil where they say nothing.
    init?(type: String?, keys: Set<String>) {
        switch type {
        case "service_account": self = .serviceAccountKey
        case "authorized_user": self = .userCredentials
        case .some where keys.contains("audience") || keys.contains("source_credentials"): self = .otherCredentials
        default:
            let signs: [(String, OtherFile)] = [
                ("private_key", .serviceAccountKey), ("refresh_token", .userCredentials),
                ("GoogleAdsApi", .libraryConfiguration), ("project_info", .androidConfiguration),
                ("client_id", .bareClient), ("client_secret", .bareClient),
            ]
            guard let sign = signs.first(where: { keys.contains($0.0) }) else { return nil }
            self = sign.1
        }
    }

    /// What a file is that does not even begin like a JSON object.
    init(recognising data: Data) {
        if data.starts(with: Array("SQLite format 3\0".utf8)) {
            self = .database
        } else if let text = String(data: data, encoding: .utf8), !text.utf8.contains(0) {
            self = Self.recognise(line: text) ?? Self.recognise(lines: text) ?? .text
        } else {
            self = .binary
        }
    }

    private static func recognise(line text: String) -> OtherFile? {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 1, let word = words.first else { return nil }
        if word.hasPrefix("AIza") { return .apiKey }
        if word.hasSuffix(".apps.googleusercontent.com") { return .clientID }
        return GoogleSecret.allCases.first { word.hasPrefix($0.rawValue) }.map { secret in
            switch secret {
            case .code: .code
            case .accessToken: .accessToken
            case .refreshToken: .refreshToken
            case .clientSecret: .clientSecret
            }
        }
    }

    private static func recognise(lines text: String) -> OtherFile? {
        let signs: [(String, OtherFile)] = [
            ("-----BEGIN", .pem), ("<", .webPage),
            ("developer_token:", .googleAdsYAML), ("client_id:", .googleAdsYAML), ("refresh_token:", .googleAdsYAML),
            ("use_proto_plus:", .googleAdsYAML), ("login_customer_id:", .googleAdsYAML),
            ("json_key_file_path:", .googleAdsYAML),
            ("ad_manager:", .libraryConfiguration), ("adwords:", .libraryConfiguration),
            ("api.googleads.", .libraryConfiguration), ("[GOOGLE_ADS]", .libraryConfiguration),
            ("[OAUTH2]", .libraryConfiguration), ("GOOGLE_ADS_", .libraryConfiguration),
            ("export GOOGLE_ADS_", .libraryConfiguration), ("Google::Ads::", .libraryConfiguration),
            ("clientId=", .libraryConfiguration), ("refreshToken=", .libraryConfiguration),
        ]
        let lines = text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
        // googleads.yaml nests under its product what google-ads.yaml has on top, so the first sign counts.
        for line in lines {
            if let sign = signs.first(where: { line.hasPrefix($0.0) }) { return sign.1 }
        }
        return nil
    }
}
