import CPlatform
import Foundation
import Glibc
import Sealing

/// A file with secrets that is about to be made, for its owner alone.
struct NewFile {
    let path: String
    /// Whether it may take the place of another file.
    let replaces: Bool

    /// Refuses beforehand what could not be written: a file that is there, a device, a folder that is not there.
    func check() throws(CommandFailure) {
        if FileStatus.exists(path) {
            guard replaces else { throw taken }
            // To take the place of a device or a link would destroy it, and write no byte to where it leads.
            guard FileStatus.isRegular(path) else { throw failed("it is not a regular file") }
        }
        var isFolder: ObjCBool = false
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw failed("there is no folder \(folder)")
        }
    }

    /// Writes all of `contents`, durably and with mode 0600, under another name first: nobody ever reads half a file.
    func write(_ contents: borrowing SecretBytes) throws(CommandFailure) {
        let draft = path + ".new-" + UUID().uuidString
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failed(systemMessage()) }
        do throws(CommandFailure) {
            defer { close(descriptor) }
            try Output(descriptor: descriptor).write(contents)
            guard fsync(descriptor) == 0 else { throw failed(systemMessage()) }
        } catch {
            unsafe unlink(draft)
            throw error
        }
        let renamed = unsafe replaces ? rename(draft, path) : platform_rename_new(draft, path)
        guard renamed == 0 else {
            let failure = errno == EEXIST ? taken : failed(systemMessage())
            unsafe unlink(draft)
            throw failure
        }
    }

    private var taken: CommandFailure {
        CommandFailure(
            .exists,
            code: "file_exists",
            "there is a file \(path) already",
            hint: "take another name, or write over it with --force"
        )
    }

    private func failed(_ reason: String) -> CommandFailure {
        CommandFailure(.usage, code: "output_file", "cannot write \(path): \(reason)")
    }
}
