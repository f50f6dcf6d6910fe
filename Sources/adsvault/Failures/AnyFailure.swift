import Broker
import Deploy
import GoogleHTTP
import Keyrings
import OAuthFlow
import Operations
import Vault

extension CommandFailure {
    /// What any error of any module means to the person who ran the command.
    init(anyOf error: any Error) {
        self =
            switch error {
            case let failure as CommandFailure: failure
            case let error as OperationError: CommandFailure(error)
            case let error as VaultError: CommandFailure(error)
            case let error as GoogleError: CommandFailure(error)
            case let error as HTTPFailure: CommandFailure(GoogleError.http(error))
            case let error as ConsentError: CommandFailure(error)
            case let error as KeyringError: CommandFailure(.slotUnavailable, code: "keyring", error.words)
            case let error as KeyKeeperError:
                CommandFailure(
                    .slotUnavailable,
                    code: "kernel_keyring",
                    error.words,
                    hint: "nothing stays unlocked here; passphrase and keyring open the vault as before"
                )
            case let error as ClientSecretFileError:
                CommandFailure(.usage, code: "client_file", "\(error)", hint: error.hint)
            case let error as ExportError: CommandFailure(error)
            case let error as ImportRefusal: CommandFailure(error)
            case let error as ImportError: CommandFailure(error)
            case let error as BrokerError: CommandFailure(error)
            case is CancellationError: .interrupted
            // Its kind and no more: nobody has looked whether what it holds may be shown.
            default: CommandFailure(.unexpected, code: "unexpected", "something unexpected: \(type(of: error))")
            }
    }

    private init(_ error: ExportError) {
        switch error {
        case .notText(let setting):
            self.init(.usage, code: "not_text", "the \(setting.rawValue) is no text, which every format is made of")
        case .unwritable(let setting, let format):
            self.init(
                .usage,
                code: "unwritable",
                "\(format.rawValue) cannot hold this \(setting.rawValue)",
                hint: "another format can"
            )
        case .needs(let option, let format):
            self.init(
                .usage,
                code: "option_missing",
                "\(format.rawValue) needs a \(option.rawValue)",
                hint: "give it with --\(option.rawValue.replacing(" ", with: "-"))"
            )
        case .usersOnly(let format):
            self.init(
                .usage,
                code: "users_only",
                "\(format.rawValue) is for users' credentials, and this is a service account's key",
                hint: "\(ExportFormat.adcJSON.rawValue) takes it"
            )
        }
    }
}
