import ArgumentParser
import Credentials
import Operations

/// Obtains a refresh token by a consent in the browser.
struct LoginCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Obtain a refresh token by a consent in the browser, and seal it.",
        discussion: """
            The vault is unlocked first, then the browser opens. The token never appears on the screen. On a remote host, \
            --no-browser prints the address to open elsewhere, and takes the address that the browser was sent to.

            EXAMPLES:
              adsvault login
              adsvault login anna --login-hint anna@example.com --owner "Anna Ek"
            """
    )

    @Argument(help: "What to call the credential (default: the account's e-mail).", transform: Name.argument)
    var name: Name?

    @Option(
        help: ArgumentHelp("The OAuth client (default: the only one).", valueName: "name"),
        transform: Name.argument
    )
    var client: Name?

    @Option(
        help: ArgumentHelp("A scope to ask for (default: adwords, openid, email).", valueName: "scope"),
        transform: Scope.argument
    )
    var scope: [Scope] = []

    @Option(help: ArgumentHelp("The account that is meant; another one is refused.", valueName: "email"))
    var loginHint: String?

    @Option(help: ArgumentHelp("The person who answers for it.", valueName: "person"), transform: Owner.argument)
    var owner: String?

    @Option(help: ArgumentHelp("A label.", valueName: "key=value"), transform: Tag.argument) var tag: [Tag] = []

    @Flag(help: "Replace the token of the credential of this name.") var replace = false

    @OptionGroup(title: "Consent") var consent: ConsentOptions

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        try consent.refuseNonInteractive(options, in: context)
        let outcome = try await context.withSession(options) { session in
            try await ConsentDialogue(context, consent, options).hold { surface in
                do {
                    return try await session.login(request, on: surface)
                } catch OperationError.taken(.credential, let name) {
                    let hint = "take another name, or put the new token in its place with --replace"
                    throw CommandFailure.taken(.credential, name, hint: hint)
                }
            }
        }
        context.warn(of: outcome)
        try context.report(.changed(Listed(outcome.credential), "stored as \(outcome.credential.name)"), options)
    }

    private var request: LoginRequest {
        var request = LoginRequest()
        request.name = name
        request.client = client
        if !scope.isEmpty { request.scopes = scope }
        request.loginHint = loginHint
        request.port = consent.port
        request.limit = consent.timeout
        request.owner = owner
        request.tags = tag.labels
        request.replace = replace
        request.force = consent.force
        return request
    }
}
