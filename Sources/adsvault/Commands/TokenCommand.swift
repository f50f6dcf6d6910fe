import ArgumentParser
import Credentials
import Operations
import Sealing

/// An access token on stdout.
struct TokenCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Print an access token.",
        discussion: """
            It lives for about an hour, is kept sealed in the vault and given again while enough of that is left. The \
            refresh token, or the service account's key, stays in the vault.

            EXAMPLES:
              curl -H "Authorization: Bearer $(adsvault token anna@example.com)" …
              adsvault token anna@example.com --scope adwords --min-ttl 30m
            """
    )

    @Argument(help: "The credential.", completion: .credentials, transform: Name.argument) var name: Name

    @Option(
        help: ArgumentHelp(
            "Only this part of what was granted; of a service account, this in the place of what is recorded.",
            valueName: "scope"
        ),
        transform: Scope.argument
    )
    var scope: [Scope] = []

    @Option(
        help: ArgumentHelp(
            "How long it shall live at least; beyond what Google gives, a new one each time (default: 5m).",
            valueName: "duration"
        ),
        transform: Duration.argument
    )
    var minTTL: Duration = .seconds(300)

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        try await context.withSession(options) { session in
            let token = try await session.accessToken(of: name, scopes: scope, minTTL: minTTL)
            for warning in token.warnings { context.warn(warning) }
            if token.isKept { context.detail("it was kept from before; google was not asked", options) }
            if token.expiresAt - context.now() < minTTL { context.warn("the token ends before --min-ttl is over") }
            try context.output.write(options.json ? token.document : token.line)
        }
    }
}

extension AccessToken {
    fileprivate var line: SecretBytes {
        var line = SecretBuffer(capacity: secret.byteCount + 1)
        line.append(secret)
        line.append(UInt8(ascii: "\n"))
        return line.finish()
    }

    /// `{"accessToken", "expiresAt", "scopes"}`. A token has no characters that JSON escapes (RFC 6750 §2.1).
    fileprivate var document: SecretBytes {
        var document = SecretBuffer(capacity: secret.byteCount + 512)
        document.append("{\"accessToken\":\"")
        document.append(secret)
        document.append("\",\"expiresAt\":")
        document.append(JSON.string(expiresAt).bytes.rawBytes)
        document.append(",\"scopes\":")
        document.append((scopes.map { JSON.strings($0) } ?? .null).bytes.rawBytes)
        document.append("}\n")
        return document.finish()
    }
}
