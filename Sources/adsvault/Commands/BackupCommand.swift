import ArgumentParser
import Foundation
import Operations
import Vault

/// A verified copy of the vault.
struct BackupCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write a copy of the vault, and read all of it back.",
        discussion: """
            The copy opens by the same passphrases, codes and keyring keys as the vault does now, so it is as secret as the \
            vault. It is complete while others write, and never put over a file that is there.
            """
    )

    @Argument(help: "The file to be made.", completion: .file()) var file: String

    @OptionGroup var options: VaultOptions

    func run(in context: Context) async throws {
        let place = context.store(at: file)
        guard !FileStatus.isFolder(place.location) else {
            throw CommandFailure.usage("\(place.location) is a folder", hint: "name the file to be made in it")
        }
        // Beforehand, so that the log tells of no copy that could not have been made.
        guard !FileStatus.exists(place.location) else {
            throw CommandFailure(
                .exists,
                code: "file_exists",
                "there is a file \(place.location) already, and it is never overwritten",
                hint: "take another name"
            )
        }
        let folder = URL(fileURLWithPath: place.location).deletingLastPathComponent().path
        guard FileStatus.exists(folder) else {
            throw CommandFailure.usage("there is no folder \(folder)", hint: "make it, or take another place")
        }
        let copy = try await context.withSession(options) { try $0.backUp(to: place) }
        try context.report(.backedUp(copy), options)
    }
}
