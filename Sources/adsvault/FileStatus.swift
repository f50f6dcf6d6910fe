import Glibc

/// What lies at a path.
enum FileStatus {
    /// Whether there is anything, a link that leads nowhere included.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }
}
