import Credentials
import Foundation
import Glibc
import Sealing

/// Where it is kept what the log should hold and could not take, until the next writer of the vault notes it: the folder
/// `gaps` in adsvault's state folder, a sealed file for each. It tells nothing but which vault, and when.
///
/// A file is whole or not there. A crash between a commit and its removal has a gap told twice, and never not at all.
public struct GapFolder: Sendable {
    /// The folder's path.
    public let path: String

    /// The folder in adsvault's state folder. Nothing is made yet.
    public init(stateFolder: String) {
        path = stateFolder + "/gaps"
    }

    /// The files of a vault, oldest first; none where there is no folder.
    ///
    /// - Throws: `VaultError.storage`.
    func names(of vaultID: [UInt8]) throws(VaultError) -> [String] {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            return names.filter { $0.hasPrefix(hex(vaultID) + "-") }.sorted()
        } catch CocoaError.fileReadNoSuchFile {
            return []
        } catch {
            throw .storage("\(path): \(error.localizedDescription)")
        }
    }

    /// What a file holds, at most as much as a gap takes; nil where there is none.
    ///
    /// - Throws: `VaultError.storage` where it cannot be read now.
    func contents(of name: String) throws(VaultError) -> [UInt8]? {
        let descriptor = unsafe open(path + "/" + name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ELOOP { return nil }
            throw failure(name)
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 2 * Format.maximumAuditEntry)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw failure(name) }
        return Array(bytes[..<count])
    }

    /// Keeps a gap, durably.
    ///
    /// - Throws: `VaultError.storage`.
    func add(_ bytes: [UInt8], of vaultID: [UInt8], at time: Timestamp) throws(VaultError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .storage("\(path): \(error.localizedDescription)")
        }
        let digits = String(max(0, time.milliseconds))
        let moment = String(repeating: "0", count: max(0, 15 - digits.count)) + digits
        let name = "\(path)/\(hex(vaultID))-\(moment)-\(UUID().uuidString)"
        let draft = "\(path)/new-\(UUID().uuidString)"
        do throws(VaultError) {
            try write(bytes, to: draft)
            guard unsafe rename(draft, name) == 0 else { throw failure(name) }
        } catch {
            unsafe unlink(draft)
            throw error
        }
        // A name that is lost in a crash right now loses a line of the log, and the revocation goes on either way.
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// Removes what the log holds by now.
    func remove(_ names: [String]) {
        // What stays is told once more.
        for name in names { unsafe unlink(path + "/" + name) }
    }

    private func write(_ bytes: [UInt8], to file: String) throws(VaultError) {
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(file) }
        defer { close(descriptor) }
        // So little is written in one piece, or there is no room for it.
        let count = unsafe Glibc.write(descriptor, bytes, bytes.count)
        guard count >= 0 else { throw failure(file) }
        guard count == bytes.count else { throw .storage("\(file): no room for all of it") }
        guard fsync(descriptor) == 0 else { throw failure(file) }
    }

    private func failure(_ file: String) -> VaultError {
        .storage("\(file): \(unsafe String(cString: strerror(errno)).lowercased())")
    }
}
