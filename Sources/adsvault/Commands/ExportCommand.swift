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
            The file is made for you alone (mode 0600), and never over another one without --force. The audit log keeps \
            who has a copy.

            EXAMPLE:
              adsvault export anna@example.com --format google-ads-yaml --output google-ads.yaml
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

    @Option(help: ArgumentHelp("What it is for, for the audit log.", valueName: "text")) var purpose: String?

    @Option(
        help: ArgumentHelp("A developer token to use instead of the client's.", valueName: "file"),
        completion: .file()
    )
    var developerTokenFile: String?

    @OptionGroup var options: VaultOptions

    func validate() throws {
        switch (output, reveal) {
        case (nil, false): throw ValidationError("name a file with --output, or print the secrets with --reveal")
        case (.some, true): throw ValidationError("--output and --reveal exclude each other")
        default: break
        }
    }

    func run(in context: Context) async throws {
        let target = output.map { NewFile(path: $0, replaces: force) }
        try target?.check()
        let (summary, warnings) = try await context.withSession(options) { session in
            let file = try session.export(request, developerToken: developerToken(in: context))
            if let target { try target.write(file.contents) } else { try context.output.write(file.contents) }
            return (ExportSummary(name: name, format: format, path: target?.path), file.warnings)
        }
        for warning in warnings { context.warn(warning) }
        if target != nil { try context.report(.exported(summary), options) }
    }

    private var request: ExportRequest {
        var request = ExportRequest(name: name, format: format, destination: destination)
        request.loginCustomerID = loginCustomerID
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

extension ExportFormat: ExpressibleByArgument {}

extension InputFile {
    /// A file with a developer token and nothing else.
    static func developerToken(_ path: String) -> InputFile {
        InputFile(path: path, role: "the developer token file", limit: 4096)
    }
}
