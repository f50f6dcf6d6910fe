import CTorture
import Foundation
import Glibc

/// A process that was started here. Whoever starts one ends it, once: by `end`, `reap` or `follow`.
struct RunningProcess: Sendable {
    /// Readable when it has ended.
    let pidfd: Int32
    private let identifier: pid_t
    /// Where its calls wait for an answer; -1 where they do not.
    private let watch: Int32

    enum Problem: Error {
        case notStarted(String)
        /// The kernel, or the container, does not let calls be watched.
        case notWatched
        case hangs(String)
    }

    /// Starts a program. With `isWatched`, whatever it and its children do to files waits for `follow`.
    init(
        _ program: URL,
        _ arguments: [String],
        environment: [String: String],
        in folder: URL,
        output: Int32,
        errors: Int32,
        isWatched: Bool = false
    ) throws {
        let words = unsafe ([program.path] + arguments).map { unsafe strdup($0) } + [nil]
        let variables = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var watch: Int32 = -1
        let identifier = unsafe torture_start(
            program.path,
            words,
            variables,
            folder.path,
            output,
            errors,
            isWatched ? 1 : 0,
            &watch
        )
        if identifier < 0, isWatched, errno == ENOSYS { throw Problem.notWatched }
        guard identifier > 0 else {
            throw Problem.notStarted("\(program.path): \(unsafe String(cString: strerror(errno)))")
        }
        self.identifier = identifier
        self.watch = watch
        pidfd = torture_pidfd(identifier)
    }

    /// Waits for its end, for two minutes at most. Gives the exit status, or the negative number of the signal.
    func end() throws -> Int32 {
        var watched = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
        let hasEnded = unsafe poll(&watched, 1, Self.patience) == 1
        if !hasEnded { torture_signal(pidfd, SIGKILL) }
        let status = reap()
        guard hasEnded else { throw Problem.hangs("\(identifier)") }
        return status
    }

    /// Sends it a signal.
    func send(_ signal: Int32) {
        torture_signal(pidfd, signal)
    }

    /// Takes in the status of a process that has ended or is about to.
    func reap() -> Int32 {
        defer {
            close(pidfd)
            if watch >= 0 { close(watch) }
        }
        return torture_end(identifier)
    }

    /// Follows what it does to files until it has ended, its children too; what shall go wrong goes wrong.
    func follow(_ injection: Injection?) throws -> (status: Int32, points: [Point]) {
        var points: [Point] = []
        var call = unsafe torture_call()
        let deadline = ContinuousClock.now + .milliseconds(Int(Self.patience))
        while true {
            let next = unsafe torture_next(watch, pidfd, Self.patience, &call)
            if next == 0 { break }
            guard next == 1, ContinuousClock.now < deadline else {
                torture_signal(pidfd, SIGKILL)
                _ = reap()
                throw Problem.hangs(points.last.map { "after \($0.call) of \($0.path)" } ?? "before its first write")
            }
            guard unsafe call.process == identifier, let point = unsafe point(of: &call) else {
                unsafe torture_answer(watch, &call, 0)
                continue
            }
            points.append(point)
            unsafe answer(&call, injection, number: points.count)
        }
        let status = torture_end(identifier)
        // A browser that it started may still be at work.
        while unsafe torture_next(watch, -1, Self.patience, &call) == 1 { unsafe torture_answer(watch, &call, 0) }
        close(pidfd)
        close(watch)
        return (status, points)
    }

    private static let patience: Int32 = 120_000

    /// What a call is about; nil where that is no file: a pipe, a socket, a device.
    private func point(of call: inout torture_call) -> Point? {
        var path = [CChar](repeating: 0, count: 4096)
        let length = unsafe torture_target(&call, &path, path.count)
        guard length > 0 else { return nil }
        let text = String(decoding: path.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
        let isFile = !["/dev/", "/proc/", "/memfd:"].contains { text.hasPrefix($0) } && !text.contains(":[")
        // Where messages go is not the vault's affair, and to lose them would hide what is to be seen.
        guard isFile, !text.hasPrefix("anon_inode:"), !text.hasSuffix("/" + Machine.messagesName) else { return nil }
        return Point(call: unsafe String(cString: call.name), path: text)
    }

    private func answer(_ call: inout torture_call, _ injection: Injection?, number: Int) {
        switch injection?.fault {
        case .kill where number == injection?.point: torture_signal(pidfd, SIGKILL)
        case .error(let error) where number == injection?.point: unsafe torture_answer(watch, &call, error)
        case .errorFromNowOn(let error) where number >= injection?.point ?? .max:
            unsafe torture_answer(watch, &call, error)
        case .halfWrite where number == injection?.point:
            if unsafe torture_write_half(watch, &call) != 0 { unsafe torture_answer(watch, &call, 0) }
        default: unsafe torture_answer(watch, &call, 0)
        }
    }
}
