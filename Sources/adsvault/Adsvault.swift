import ArgumentParser
import Glibc

/// The program: `adsvault`.
@main
struct Adsvault: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adsvault",
        abstract: "An encrypted vault for Google Ads credentials.",
        discussion: """
            Consent in the browser, keep the refresh token sealed, hand it to what needs it, and end it with proof.

            Every command takes --vault, --passphrase-file, --json and --non-interactive; 'adsvault help COMMAND' says more.
            """,
        version: "adsvault 0.1.0",
        groupedSubcommands: [
            CommandGroup(name: "Set up", subcommands: [InitCommand.self, ClientCommand.self, DoctorCommand.self]),
            CommandGroup(
                name: "Use",
                subcommands: [
                    LoginCommand.self, ListCommand.self, ShowCommand.self, SetCommand.self, RenameCommand.self,
                    TreeCommand.self, CheckCommand.self, TokenCommand.self,
                ]
            ),
            CommandGroup(
                name: "Deploy",
                subcommands: [
                    ImportCommand.self, ExportCommand.self, ExportsCommand.self, ScanCommand.self, ExecCommand.self,
                    BrokerCommand.self,
                ]
            ),
            CommandGroup(
                name: "Rotate and revoke",
                subcommands: [RotateCommand.self, RevokeCommand.self, ForgetCommand.self]
            ),
            CommandGroup(
                name: "Trust",
                subcommands: [
                    AuditCommand.self, SlotCommand.self, UnlockCommand.self, LockCommand.self, BackupCommand.self,
                    RestoreCommand.self,
                ]
            ),
        ]
    )

    static func main() async {
        ProcessStart.secure()
        let run = Task { await Program(context: .live).exitCode(Array(CommandLine.arguments.dropFirst())) }
        Interruption.ofProcess.whenItComes {
            run.cancel()
            // As a rule it is over by then.
            sleep(1)
            Context.live.sayWhatEndsFirst()
        }
        Glibc.exit(await run.value)
    }
}
