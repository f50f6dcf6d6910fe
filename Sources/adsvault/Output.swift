import Glibc
import Sealing

/// Where text goes: one of the program's own descriptors, or in a test a place that remembers.
struct Output: Sendable {
    /// Whether colours and progress make sense there.
    let isTerminal: Bool
    /// How many columns a terminal has; nil where it does not say, and where there is none.
    let columns: Int?
    private let put: @Sendable (RawSpan) throws(CommandFailure) -> Void

    init(
        isTerminal: Bool,
        columns: Int? = nil,
        put: @escaping @Sendable (RawSpan) throws(CommandFailure) -> Void
    ) {
        self.isTerminal = isTerminal
        self.columns = columns
        self.put = put
    }

    /// The open file behind a descriptor, which failures call `name`.
    init(descriptor: Int32, of name: String = "the answer") {
        self.init(
            isTerminal: isatty(descriptor) == 1,
            columns: Self.columns(of: descriptor)
        ) { bytes throws(CommandFailure) in
            try Self.write(bytes, to: descriptor, of: name)
        }
    }

    /// Writes all of `bytes`. A reader that has gone away is no error: it has read what it wanted.
    func write(_ bytes: RawSpan) throws(CommandFailure) {
        try put(bytes)
    }

    /// Writes all of `text`.
    func write(_ text: String) throws(CommandFailure) {
        try put(Array(text.utf8).rawBytes)
    }

    /// Writes a secret that was asked for.
    func write(_ secret: borrowing SecretBytes) throws(CommandFailure) {
        try secret.withBytes { bytes throws(CommandFailure) in try put(bytes) }
    }

    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    private static func write(_ bytes: RawSpan, to descriptor: Int32, of name: String) throws(CommandFailure) {
        var start = 0
        while start < bytes.byteCount {
            let rest = bytes.extracting(start..<bytes.byteCount)
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                start += written
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&wait, 1, -1)
            case EPIPE: return
            default:
                throw CommandFailure(.unexpected, code: "output_failed", "cannot write \(name): \(systemMessage())")
            }
        }
    }
}

/// What the system says of the last call that failed.
func systemMessage(_ number: Int32 = errno) -> String {
    unsafe String(cString: strerror(number)).lowercased()
}
