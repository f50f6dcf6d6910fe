public import Credentials

/// The environment that leads Google's libraries to a metadata server of ours.
///
/// Which library reads what, as google-auth 2.63 for Python and the sources of those for Java, Go, Node and Ruby have it. The
/// one for PHP reads none of it: it knows Google's address alone.
///
/// - GCE_METADATA_HOST: all five; GCE_METADATA_IP: Python's first question, and Node; GCE_METADATA_ROOT: Python of old.
/// - GCE_METADATA_TIMEOUT: Python's limit for each question, 3 seconds where it is not set. A new token can take longer.
/// - GCE_METADATA_MTLS_MODE: Python; with `strict` it refuses any server but Google's.
/// - METADATA_SERVER_DETECTION: Node; it spares a look for Google's network.
/// - CLOUDSDK_CONFIG: Python and Java; an empty folder keeps a gcloud login from being found first.
/// - NO_PROXY, no_proxy: Python's requests and Node's gaxios send even this to HTTP_PROXY; Go does not.
/// - GOOGLE_ADS_USE_APPLICATION_DEFAULT_CREDENTIALS: google-ads for Python, where it is configured by the environment.
public struct MetadataEnvironment: Hashable, Sendable {
    /// What is set.
    public let variables: [String: String]

    /// What leads around the server, or would have the child hold lasting credentials.
    public static let unset: Set<String> = [
        // A file of credentials, which all libraries take first; Node reads it in small letters too.
        "GOOGLE_APPLICATION_CREDENTIALS", "google_application_credentials",
        // Python, Java: no metadata server is looked for.
        "NO_GCE_CHECK",
        // Java: Cloud Shell's credentials come before.
        "DEVSHELL_CLIENT_PORT",
        // Python: App Engine's come before.
        "APPENGINE_RUNTIME",
        // Python: tokens bound to a certificate, asked for by POST.
        "GOOGLE_API_CERTIFICATE_CONFIG",
        // The libraries of Google Ads: a refresh token or a key, which they take before ours or beside it.
        "GOOGLE_ADS_CLIENT_ID", "GOOGLE_ADS_CLIENT_SECRET", "GOOGLE_ADS_REFRESH_TOKEN",
        "GOOGLE_ADS_JSON_KEY_FILE_PATH", "GOOGLE_ADS_IMPERSONATED_EMAIL",
        "GOOGLE_ADS_PATH_TO_PRIVATE_KEY_FILE", "GOOGLE_ADS_DELEGATED_ACCOUNT",
    ]

    /// What is left as it is and yet wins over the environment, because only its owner knows what is in the file.
    public static let overriding: Set<String> = ["GOOGLE_ADS_CONFIGURATION_FILE_PATH"]

    /// Where Go and Node look for a gcloud login before they ask a metadata server, below the home folder: they do not
    /// read CLOUDSDK_CONFIG.
    public static let loginFile = ".config/gcloud/application_default_credentials.json"

    /// The variables for a server on a port.
    ///
    /// - Parameters:
    ///   - emptyFolder: the path of a folder with nothing in it.
    ///   - name: one of several credentials, by its own base path. Python, Java and Go follow it; Node does not, and gets
    ///     the default.
    public init(port: Int, emptyFolder: String, name: Name? = nil) {
        let address = "127.0.0.1:\(port)" + (name.map(Self.basePath) ?? "")
        variables = [
            "GCE_METADATA_HOST": address,
            "GCE_METADATA_IP": address,
            "GCE_METADATA_ROOT": address,
            "GCE_METADATA_TIMEOUT": "30",
            "GCE_METADATA_MTLS_MODE": "none",
            "METADATA_SERVER_DETECTION": "assume-present",
            "CLOUDSDK_CONFIG": emptyFolder,
            "GOOGLE_ADS_USE_APPLICATION_DEFAULT_CREDENTIALS": "true",
        ]
    }

    /// An environment with these variables, without those that would lead around the server, and with 127.0.0.1 kept out
    /// of any proxy.
    public func applied(to environment: [String: String]) -> [String: String] {
        var result = environment.filter { !Self.unset.contains($0.key) }
        result.merge(variables) { _, ours in ours }
        for name in ["NO_PROXY", "no_proxy"] { result[name] = Self.withoutProxy(environment[name]) }
        return result
    }

    /// What follows the server's address where one of several credentials is meant: `/NAME`, percent-encoded.
    public static func basePath(of name: Name) -> String { "/" + escaped(name) }

    private static func withoutProxy(_ list: String?) -> String {
        guard let list, !list.isEmpty else { return "127.0.0.1" }
        // A lone "*" means all hosts, and nothing any more beside others; Node takes blanks for a part of the name.
        return list == "*" || list.split(separator: ",").contains("127.0.0.1") ? list : list + ",127.0.0.1"
    }

    private static func escaped(_ name: Name) -> String {
        name.description.utf8.map { byte in
            let isPlain = byte < 0x80 && byte != UInt8(ascii: "+")
            return isPlain ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
