import Deploy
import Foundation
import Glibc
import Operations
import Sealing

/// Looks for secrets in files and folders, and in the repositories that lie there. At most some MiB are in memory at a time.
struct Scanner {
    private let index: SecretIndex
    private let context: Context
    private let readsHistory: Bool
    private let progress: ProgressLine
    /// The repositories that were looked at.
    private var repositories: Set<String> = []
    private(set) var summary = ScanSummary()

    init(_ index: SecretIndex, in context: Context, readsHistory: Bool, progress: ProgressLine) {
        self.index = index
        self.context = context
        self.readsHistory = readsHistory
        self.progress = progress
    }

    /// Looks at what a person named: of a link at what it leads to.
    mutating func scan(_ path: String) {
        guard !context.interruption.hasCome else { return }
        if FileStatus.isFolder(path) {
            return folder(path.hasSuffix("/") && path != "/" ? String(path.dropLast()) : path)
        }
        file(path, follows: true)
    }

    private mutating func folder(_ path: String, isOfWorkTree: Bool = false) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            return leaveOut(path, "it cannot be read", isFailure: true)
        }
        let isBare = Set(names).isSuperset(of: ["HEAD", "objects", "refs"])
        if names.contains(".git") {
            history(path, isBare: false)
        } else if isBare, !isOfWorkTree {
            history(path, isBare: true)
        }
        // Submodules are better known by their work trees than by where `.git` keeps them.
        let inOrder = names.filter { $0 != ".git" } + names.filter { $0 == ".git" }
        // Objects are compressed: git was asked for them.
        for name in inOrder where !((isBare || isOfWorkTree) && name == "objects") {
            guard !context.interruption.hasCome else { return }
            let inner = path == "/" ? "/\(name)" : "\(path)/\(name)"
            var status = stat()
            guard unsafe lstat(inner, &status) == 0 else {
                leaveOut(inner, systemMessage(), isFailure: true)
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: folder(inner, isOfWorkTree: name == ".git")
            case S_IFREG: file(inner, follows: false)
            // A link leads to what is looked at anyway, or out of the folder; a pipe or a device holds nothing.
            default: break
            }
        }
    }

    private mutating func file(_ path: String, follows: Bool) {
        let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (follows ? 0 : O_NOFOLLOW)
        let descriptor = unsafe open(path, flags)
        guard descriptor >= 0 else { return leaveOut(path, systemMessage(), isFailure: true) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return leaveOut(path, "it is no file", isFailure: follows)
        }
        var reader = SecretReader(index, byteCount: Int(status.st_size))
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while !context.interruption.hasCome {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { return leaveOut(path, systemMessage(), isFailure: true) }
            guard count > 0, reader.add(buffer.rawBytes.extracting(0..<count)) else { break }
        }
        reader.finish()
        summary.findings += reader.found.map { ScanFinding(path: path, secret: $0) }
        if reader.compression != nil { summary.compressedCount += 1 }
        if let gap = reader.gap { return leaveOut(path, gap, isFailure: false) }
        summary.fileCount += 1
        if summary.fileCount.isMultiple(of: 64) { progress.show("looked at \(summary.fileCount) files: \(path)") }
    }

    private mutating func history(_ folder: String, isBare: Bool) {
        guard readsHistory else { return }
        progress.show("looking at the history in \(folder)")
        let history = GitHistory(of: folder, isBare: isBare, in: context)
        // Where git does not tell which one it is, it is looked at, and says what is wrong with it.
        if let identity = history.identity, !repositories.insert(identity).inserted { return }
        let found = history.secrets(index) { progress.show("looked at \($0) objects of \(folder)") }
        summary.objectCount += found.objectCount
        summary.compressedCount += found.compressedCount
        summary.findings += found.findings
        let place = isBare ? folder : "\(folder)/.git"
        for (reason, count) in found.leftOut.sorted(by: { $0.key < $1.key }) {
            leaveOut(place, "\(count) objects: \(reason)", isFailure: false)
        }
        for reason in found.failures { leaveOut(place, "its history: \(reason)", isFailure: true) }
    }

    private mutating func leaveOut(_ path: String, _ reason: String, isFailure: Bool) {
        summary.gaps.append(ScanGap(path: path, reason: reason, isFailure: isFailure))
    }
}
