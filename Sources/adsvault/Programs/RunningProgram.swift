import CPlatform
import Glibc
import Sealing

/// A program that was started, and the two pipes to it.
struct RunningProgram: ~Copyable {
    private let process: pid_t
    private var input: Int32
    private let output: Int32

    init(_ program: OtherProgram) throws(CommandFailure) {
        var (toProgram, fromProgram): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        let isReady = unsafe platform_pipe(&toProgram) == 0 && platform_pipe(&fromProgram) == 0
        var process: pid_t = 0
        let errors = unsafe program.isQuiet ? open("/dev/null", O_WRONLY | O_CLOEXEC) : STDERR_FILENO
        let variables = program.environment.map { "\($0.key)=\($0.value)" }
        let number =
            isReady
            ? unsafe withCStrings([program.path] + program.arguments) { arguments in
                unsafe withCStrings(variables) { variables in
                    unsafe platform_spawn(
                        program.path,
                        arguments,
                        variables,
                        program.folder,
                        toProgram[0],
                        fromProgram[1],
                        errors,
                        &process
                    )
                }
            } : errno
        for descriptor in [toProgram[0], fromProgram[1]] where descriptor >= 0 { close(descriptor) }
        if program.isQuiet, errors >= 0 { close(errors) }
        self.process = process
        input = toProgram[1]
        output = fromProgram[0]
        guard number == 0 else { throw program.failed("was not started: \(systemMessage(number))") }
        _ = fcntl(input, F_SETFL, O_NONBLOCK)
    }

    deinit {
        if input >= 0 { close(input) }
        if output >= 0 { close(output) }
    }

    /// Writes `text` and reads until the program has closed its output; false where nothing moved for as long as there is
    /// patience.
    mutating func converse(
        _ text: borrowing SecretBytes,
        patience: Duration,
        interruption: Interruption,
        _ take: (RawSpan) throws -> Void
    ) throws -> Bool {
        var written = 0
        var last = ContinuousClock.now
        if text.byteCount == 0 { closeInput() }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        defer { wipe(&buffer) }
        while ContinuousClock.now - last < patience {
            if interruption.hasCome { throw CommandFailure.interrupted }
            var watched = [
                pollfd(fd: output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
            ]
            // Short, so that an interruption is seen; where nothing happens there is nothing to do.
            guard unsafe poll(&watched, 2, 100) > 0 else { continue }
            if watched[1].revents != 0 {
                let count = text.withBytes { write($0, from: written) }
                if count > 0 { written += count }
                // Whoever reads no further than this has had enough.
                if count < 0 || written == text.byteCount { closeInput() }
                last = .now
            }
            if watched[0].revents != 0 {
                let count = unsafe read(output, &buffer, buffer.count)
                guard count > 0 else { return true }
                try take(buffer.rawBytes.extracting(0..<count))
                last = .now
            }
        }
        return false
    }

    /// The exit status, or 128 and the signal; nil where the program does not end in time.
    func status(within patience: Duration) -> Int32? {
        let start = ContinuousClock.now
        repeat {
            var status: Int32 = 0
            if unsafe waitpid(process, &status, WNOHANG) == process {
                let signal = status & 0x7F
                return signal == 0 ? status >> 8 & 0xFF : 128 + signal
            }
            usleep(2000)
        } while ContinuousClock.now - start < patience
        return nil
    }

    func kill() {
        Glibc.kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    private mutating func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    private func write(_ bytes: RawSpan, from start: Int) -> Int {
        let rest = bytes.extracting(start..<bytes.byteCount)
        let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(input, $0.baseAddress, $0.count) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : count
    }
}

/// Lends texts as a null-terminated array of C strings.
private func withCStrings<Result>(
    _ texts: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let copies = unsafe texts.map { unsafe strdup($0) } + [nil]
    defer { unsafe copies.forEach { unsafe free($0) } }
    return unsafe copies.withUnsafeBufferPointer { buffer in
        unsafe body(buffer.baseAddress.unsafelyUnwrapped)
    }
}
