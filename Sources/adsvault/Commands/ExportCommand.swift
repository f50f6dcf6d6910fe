public import ArgumentParser
import Credentials
import Deploy
import Foundation
import Operations
import Sealing

/// A deployable configuration.
struct ExportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a configuration that a deployed client loads.",
        discussion: """
            The file is made for you alone (mode 0600), and never over another one without --force. Audit log and \
            'adsvault exports' keep who has a copy.

            kubernetes-secret is a manifest with the variables of env; it wants --secret-name. github-secret is the value \
            of a repository's secret, sealed to --repository-key, and holds google-ads.yaml. systemd-creds is \
            google-ads.yaml, sealed by systemd for this machine; a service opens it with LoadCredentialEncrypted=.

            EXAMPLES:
              adsvault export anna@example.com --format google-ads-yaml --output google-ads.yaml
              adsvault export anna@example.com --format kubernetes-secret --secret-name google-ads --reveal | kubectl apply -f -
              adsvault export anna@example.com --format java-properties --output ads.properties --purpose "nightly reports"
            """
    )

    @Argument(help: "The credential.", completion: .credentials, transform: Name.argument) var name: Name

    @Option(help: "What to write.") var format: ExportFormat

    @Option(help: ArgumentHelp("Where to write it.", valueName: "file"), completion: .file()) var output: String?

    @Flag(help: "Print the secrets on stdout.") var reveal = false

    @Flag(help: "Write over a file that is there.") var force = false

    @Option(
        help: ArgumentHelp("The manager to go through (default: the recorded one).", valueName: "id"),
        transform: CustomerID.argument
    )
    var loginCustomerID: CustomerID?

    @Option(
        help: ArgumentHelp("What it is for, for audit log and list of copies.", valueName: "text"),
        transform: Purpose.argument
    )
    var purpose: String?

    @Option(
        help: ArgumentHelp("A developer token to use instead of the client's.", valueName: "file"),
        completion: .file()
    )
    var developerTokenFile: String?

    @Option(
        help: ArgumentHelp("The Ad Manager network, for googleads-yaml.", valueName: "number"),
        transform: NetworkCode.argument
    )
    var networkCode: NetworkCode?

    @Option(
        help: ArgumentHelp("The repository's public key in base64, for github-secret.", valueName: "key"),
        transform: RepositoryKey.argument
    )
    var repositoryKey: RepositoryKey?

    @Option(
        help: ArgumentHelp("What to call the Secret, for kubernetes-secret.", valueName: "name"),
        transform: KubernetesName.argument
    )
    var secretName: KubernetesName?

    @Option(
        help: ArgumentHelp("The Secret's namespace, for kubernetes-secret.", valueName: "name"),
        transform: KubernetesNamespace.argument
    )
    var namespace: KubernetesNamespace?

    @OptionGroup var options: VaultOptions

    func validate() throws {
        switch (output, reveal) {
        case ("-", _): throw ValidationError("--output - names no file; --reveal prints the secrets on stdout")
        case (nil, false): throw ValidationError("name a file with --output, or print the secrets with --reveal")
        case (.some, true): throw ValidationError("--output and --reveal exclude each other")
        default: break
        }
    }

    func run(in context: Context) async throws {
        let target = output.map { NewFile(path: $0, replaces: force) }
        try target?.check()
        let sealing = try SealingProgram(for: format, in: context)
        let (summary, warnings) = try await context.withSession(options) { session in
            let file = try session.export(request, developerToken: developerToken(in: context))
            do throws(NotGiven) {
                try give(file.contents, sealedBy: sealing, to: target, in: context)
            } catch {
                if error.isNothingOut { takeBack(file.note, from: session, in: context) }
                throw error.reason
            }
            return (ExportSummary(name: name, format: format, path: target?.path), file.warnings)
        }
        for warning in warnings { context.warn(warning) }
        if target != nil { try context.report(.exported(summary), options) }
    }

    private func give(
        _ contents: borrowing SecretBytes,
        sealedBy sealing: SealingProgram?,
        to target: NewFile?,
        in context: Context
    ) throws(NotGiven) {
        guard let sealing else { return try write(contents, to: target, in: context) }
        let sealed: SecretBytes
        do {
            sealed = try sealing.seal(contents, in: context)
        } catch {
            throw NotGiven(reason: error, isNothingOut: true)
        }
        try write(sealed, to: target, in: context)
    }

    private func write(
        _ contents: borrowing SecretBytes,
        to target: NewFile?,
        in context: Context
    ) throws(NotGiven) {
        do throws(CommandFailure) {
            if let target { try target.write(contents) } else { try context.output.write(contents) }
        } catch {
            // Of what is printed, nobody knows how much was read.
            throw NotGiven(reason: error, isNothingOut: target?.leftNothing ?? false)
        }
    }

    private func takeBack(_ note: ExportNote, from session: Session, in context: Context) {
        do {
            try session.takeBack(note)
        } catch {
            context.warn(
                "'adsvault exports' lists this copy, which was not made: \(CommandFailure(anyOf: error).message)"
            )
        }
    }

    private var request: ExportRequest {
        var request = ExportRequest(name: name, format: format, destination: destination)
        request.loginCustomerID = loginCustomerID
        request.networkCode = networkCode
        request.options.repositoryKey = repositoryKey
        request.options.secretName = secretName
        request.options.namespace = namespace
        request.purpose = purpose
        return request
    }

    /// The whole path: whoever reads the log later stands in another folder.
    private var destination: String {
        output.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? "-"
    }

    private func developerToken(in context: Context) throws(CommandFailure) -> SecretBytes? {
        guard let developerTokenFile else { return nil }
        return try InputFile.developerToken(developerTokenFile).readLine(interruption: context.interruption)
    }
}

/// Why a configuration did not get where it was to go.
private struct NotGiven: Error {
    let reason: any Error
    /// Whether it is certain that no byte of it is anywhere.
    let isNothingOut: Bool
}

extension ExportFormat: ExpressibleByArgument {}

extension InputFile {
    /// A file with a developer token and nothing else.
    static func developerToken(_ path: String) -> InputFile {
        InputFile(path: path, role: "the developer token file", limit: 4096)
    }
}
