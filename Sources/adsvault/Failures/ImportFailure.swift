import Deploy
import Operations

extension CommandFailure {
    /// Why a file's contents cannot be imported.
    init(_ error: ImportError) {
        self.init(.usage, code: error.reason.code, "\(error)", hint: error.reason.hint)
    }

    /// Why a file is not imported, or not in this way.
    init(_ refusal: ImportRefusal) {
        switch refusal {
        case .severalCredentials(let count):
            self.init(
                .usage,
                code: "several_credentials",
                "--name is for one credential, and there are \(count)",
                hint: "without --name each gets one of its own; 'adsvault rename' changes it"
            )
        }
    }

    /// The same failure of a file, which is named first.
    func of(file path: String) -> CommandFailure {
        CommandFailure(status, code: code, "\(path): \(message)", hint: hint)
    }
}

extension ImportError.Reason {
    /// A word for scripts.
    fileprivate var code: String {
        switch self {
        case .tooLong, .notText, .unknown, .clientFile, .malformed, .notJSON, .repeated, .notANumber, .spaced:
            "import_file"
        case .missing: "setting_missing"
        case .placeholder: "placeholder"
        case .mixedUp, .inlineKey: "mixed_up"
        case .twoKinds: "two_kinds"
        case .elsewhere, .defaultCredentials: "elsewhere"
        case .serviceAccount: "service_account"
        }
    }

    /// What to do about it.
    fileprivate var hint: String? {
        switch self {
        case .clientFile: "adsvault client add FILE"
        case .placeholder: "put the value in, or import the file that is really in use"
        case .mixedUp(.refreshToken, .accessToken), .mixedUp(.refreshToken, .authorizationCode):
            "a refresh token begins with 1//; a new one comes by 'adsvault login'"
        case .defaultCredentials: "as a rule ~/.config/gcloud/application_default_credentials.json"
        case .inlineKey: "put the key into a file of its own, and import that"
        case .spaced: "take it out, and import again; in YAML a text after | ends in a line break"
        case .twoKinds: "take out the one that is not in use"
        default: nil
        }
    }
}
