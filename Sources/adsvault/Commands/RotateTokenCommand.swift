import ArgumentParser
import Credentials
import Operations

/// A new refresh token by a new consent.
struct RotateTokenCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Replace a refresh token by a new consent of the same account.",
        discussion: """
            The old token stays until the new one has worked once, and is never revoked: that would end the new one too. \
            A service account's key is rotated in the Cloud console: this says how.
            """
    )

    @Argument(help: "The credential.", completion: .credentials, transform: Name.argument) var name: Name
    @OptionGroup(title: "Consent") var consent: ConsentOptions
    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        var isAccountKnown = true
        let outcome = try await context.withSession(options) { session in
            // A key needs no consent; that there is nothing of this name shows below.
            let old = try? session.show(name)
            isAccountKnown = old?.account != nil
            if old?.kind != .serviceAccount { try consent.refuseNonInteractive(options, in: context) }
            return try await ConsentDialogue(context, consent, options).hold { surface in
                try await session.rotateToken(
                    name,
                    port: consent.port,
                    limit: consent.timeout,
                    force: consent.force,
                    on: surface
                )
            }
        }
        context.warn(of: outcome)
        // Whoever consented has it now.
        let owner = outcome.credential.account?.name ?? "an unknown account"
        let whose = isAccountKnown ? "" : ", of \(owner); whose the old one was is not known"
        try context.report(.changed(Listed(outcome.credential), "\(name) has a new token\(whose)"), options)
    }
}
