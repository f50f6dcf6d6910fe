import CPlatform
import Foundation
import Glibc
import Sealing

/// A file with secrets that is about to be made, for its owner alone.
struct NewFile {
    let path: String
    /// Whether it may take the place of another file.
    let replaces: Bool
    /// Whether it is written without a name where the system can do that.
    var startsNameless = true
    private let number = UUID()

    /// Refuses beforehand what could not be written: a file that is there, a device, a folder that is not there or takes
    /// no file.
    func check() throws(CommandFailure) {
        guard !FileStatus.isFolder(path), !path.hasSuffix("/") else { throw failed("it is a folder") }
        if FileStatus.exists(path) {
            guard replaces else { throw taken }
            // To take the place of a device or a link would destroy it, and write no byte to where it leads.
            guard FileStatus.isRegular(path) else { throw failed("it is not a regular file") }
        }
        guard FileStatus.isFolder(folder) else { throw failed("there is no folder \(folder)") }
        guard unsafe faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 else { throw failed(systemMessage()) }
    }

    /// Writes all of `contents`, durably and with mode 0600, before they have the name: nobody ever reads half a file.
    ///
    /// Until then they have no name at all, so that nothing is left of them when the process is killed; a draft's where the
    /// file system knows no files without one, and for a moment where another file is replaced.
    func write(_ contents: borrowing SecretBytes) throws(CommandFailure) {
        let nameless = openNameless()
        let descriptor =
            unsafe nameless ?? open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failed(systemMessage()) }
        do throws(CommandFailure) {
            defer { close(descriptor) }
            try Output(descriptor: descriptor, of: path).write(contents)
            guard fsync(descriptor) == 0 else { throw failed(systemMessage()) }
            if nameless != nil {
                if name(descriptor, path) { return }
                guard errno == EEXIST, replaces, name(descriptor, draft) else { throw failure }
            }
            guard unsafe (replaces ? rename(draft, path) : platform_rename_new(draft, path)) == 0 else { throw failure }
        } catch {
            unsafe unlink(draft)
            throw error
        }
    }

    /// Whether nothing is there of what could not be written.
    var leftNothing: Bool {
        var status = stat()
        return unsafe lstat(draft, &status) != 0 && errno == ENOENT
    }

    private var draft: String { path + ".new-" + number.uuidString }

    /// A descriptor of a file that has no name and can get one; nil where there are none.
    private func openNameless() -> Int32? {
        guard startsNameless else { return nil }
        let descriptor = unsafe platform_open_nameless(folder)
        guard descriptor >= 0 else { return nil }
        // Without /proc, as in some containers, only root could give it a name.
        guard unsafe access(Self.place(of: descriptor), F_OK) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Gives a file without a name this one, unless it is taken.
    private func name(_ descriptor: Int32, _ path: String) -> Bool {
        unsafe linkat(AT_FDCWD, Self.place(of: descriptor), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
    }

    private static func place(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

    private var folder: String { URL(fileURLWithPath: path).deletingLastPathComponent().path }

    /// What the last system call says.
    private var failure: CommandFailure { errno == EEXIST ? taken : failed(systemMessage()) }

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
