import Foundation
import Glibc

/// The folder of what is beside the vault on this machine: anchors and turns.
enum StateFolder {
    /// Makes the folder at `path`, and those above it, where it is missing.
    ///
    /// - Throws: an error of Foundation's.
    static func make(at path: String) throws {
        guard unsafe access(path, F_OK) != 0 else { return }
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }
}
