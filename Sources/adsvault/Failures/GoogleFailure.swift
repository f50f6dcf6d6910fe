import GoogleHTTP
import OAuthFlow

extension CommandFailure {
    /// What an error of Google's, or of the way to it, means to the person who ran the command.
    init(_ error: GoogleError) {
        let message = "\(error)"
        self =
            switch error.fault {
            case .user: .interrupted
            case .network: CommandFailure(.network, code: "network", message, hint: "nothing was changed: try again")
            case .rateLimit:
                CommandFailure(.rateLimited, code: "rate_limited", message, hint: "nothing was changed: try again then")
            case .configuration: CommandFailure(.usage, code: "configuration", message)
            case .credential: CommandFailure(.dead, code: "dead", message)
            case .client:
                CommandFailure(
                    .google,
                    code: "client_refused",
                    message,
                    hint: "compare the client with Google's console; 'adsvault client add' takes its new file"
                )
            case .request: CommandFailure(.google, code: "refused", message)
            case .google: CommandFailure(.google, code: "google", message, hint: "nothing was changed: try again later")
            }
    }

    /// What kept a consent from coming about.
    init(_ error: ConsentError) {
        let (status, code): (ExitStatus, String) =
            switch error {
            case .cannotListen: (.usage, "cannot_listen")
            case .denied: (.declined, "consent_denied")
            case .refused: (.google, "consent_refused")
            case .timedOut: (.network, "consent_timed_out")
            case .interrupted: (.interrupted, "interrupted")
            }
        self.init(status, code: code, "\(error)", hint: error.hint)
    }
}
