/// Why a file cannot be imported: where, and what is wrong there. Nothing of what the file holds is in it.
public struct ImportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: Equatable, Sendable {
        /// It is longer than 1 MiB.
        case tooLong
        /// It is not UTF-8 text, or has a NUL in it.
        case notText
        /// It is none of the configurations that can be imported.
        case unknown
        /// It is the file of an OAuth client, which `client add` takes.
        case clientFile
        /// It does not follow the rules of its format, or does more than state its values. The sentence says what.
        case malformed(ExportFormat, String)
        /// It is no valid JSON.
        case notJSON
        /// The setting stands there twice.
        case repeated(DeployedCredential.Setting)
        /// The setting is not there, or empty.
        case missing(DeployedCredential.Setting)
        /// The setting is a text from a sample that nobody filled in.
        case placeholder(DeployedCredential.Setting)
        /// The setting holds a secret of another kind.
        case mixedUp(DeployedCredential.Setting, with: SecretKind)
        /// The setting has white space or a control character in it, as no token, client id or client secret has.
        case spaced(DeployedCredential.Setting)
        /// The key itself stands where the path of its file belongs.
        case inlineKey
        /// The setting is no customer id of ten digits, or no network code.
        case notANumber(DeployedCredential.Setting)
        /// There are two kinds of credential where clients want one.
        case twoKinds
        /// The file only says that the values are in another, by CONFIGURATION_FILE_PATH.
        case elsewhere
        /// Application default credentials are to be used, which are in a file of their own.
        case defaultCredentials
        /// It is no usable key of a service account.
        case serviceAccount(ServiceAccountKey.Invalid)
    }

    /// What is wrong.
    public let reason: Reason
    /// The line, from 1; nil where it is about the whole file.
    public let line: Int?

    init(_ reason: Reason, line: Int? = nil) {
        self.reason = reason
        self.line = line
    }

    /// One lower-case sentence for people.
    public var description: String {
        line.map { "line \($0): \(reason)" } ?? "\(reason)"
    }
}

extension ImportError.Reason: CustomStringConvertible {
    /// What is wrong, in lower case, for the end of a sentence.
    public var description: String {
        switch self {
        case .tooLong: "it is longer than 1 MiB, which no configuration is"
        case .notText: "it is no text in UTF-8"
        case .unknown: "it is none of the configurations that can be imported"
        case .clientFile: "it is an OAuth client's file; adsvault client add takes it"
        // Which kind of YAML it is shows only once it can be read.
        case .malformed(.googleAdsYAML, let problem): "as YAML, \(problem)"
        case .malformed(let format, let problem): "as \(format.rawValue), \(problem)"
        case .notJSON: "it is no valid JSON"
        case .repeated(let setting): "the \(setting.rawValue) stands there twice"
        case .missing(let setting): "the \(setting.rawValue) is missing"
        case .placeholder(let setting): "the \(setting.rawValue) is a sample's text that nobody filled in"
        case .mixedUp(let setting, let kind): "where the \(setting.rawValue) belongs stands \(kind.rawValue)"
        case .spaced(let setting):
            "the \(setting.rawValue) has white space or a control character in it, which none has"
        case .inlineKey: "where the path of a key file belongs stands a key itself"
        case .notANumber(.networkCode): "the network code is not made of digits"
        case .notANumber(let setting): "the \(setting.rawValue) is not ten digits"
        case .twoKinds: "there are two kinds of credential, of which clients want one"
        case .elsewhere: "CONFIGURATION_FILE_PATH is set, and clients then read that file alone: import it instead"
        case .defaultCredentials:
            "application default credentials are used, so there is nothing to import here: import their file instead"
        case .serviceAccount(let invalid): "as a service account's key, \(invalid)"
        }
    }
}

extension ServiceAccountKey.Invalid: CustomStringConvertible {
    /// What is wrong, in lower case, for the end of a sentence.
    public var description: String {
        switch self {
        case .malformed: "it is no valid JSON"
        case .otherType: "its type is another"
        case .missing(let field): "its \(field) is missing"
        case .placeholder(let field): "its \(field) is a sample's text that nobody filled in"
        case .email: "its client_email is no e-mail address"
        case .privateKey: "its private_key is no private key in PEM; its line breaks may be lost"
        case .tokenEndpoint: "its token_uri is not Google's"
        }
    }
}
