import Foundation
import Glibc
import Sealing
import Synchronization

@testable import adsvault

/// A real terminal without a screen, and somebody who types at it.
final class PseudoTerminal: Sendable {
    /// The end where the person sits.
    private let screen: Int32
    /// The end where the program runs.
    let device: Int32
    private let pressed: Pipe
    private let shown = Mutex("")
    private let echoedWhileTyping = Mutex<[Bool]>([])

    struct Unavailable: Error {}

    init() throws {
        // ioctl_tty(2): TIOCSPTLCK and TIOCGPTN, which Swift does not import.
        var locked: Int32 = 0
        var number: Int32 = -1
        screen = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        let opened = unsafe ioctl(screen, 0x4004_5431, &locked) == 0 && ioctl(screen, 0x8004_5430, &number) == 0
        device = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        pressed = Pipe()
        guard opened, device >= 0 else { throw Unavailable() }
    }

    deinit {
        close(device)
        close(screen)
    }

    var terminal: Terminal {
        Terminal(
            input: device,
            output: Output(descriptor: device),
            interruption: Interruption(descriptor: pressed.fileHandleForReading.fileDescriptor)
        )
    }

    /// Whether the terminal shows what is typed.
    var echoes: Bool {
        var settings = termios()
        unsafe tcgetattr(device, &settings)
        return settings.c_lflag & tcflag_t(ECHO) != 0
    }

    /// What stands on the screen after `body`, during which each prompt is answered in turn.
    func screen<Result>(
        answering answers: [(prompt: String, keys: String)],
        _ body: () throws -> Result
    ) throws -> (result: Result, screen: String, echoed: [Bool]) {
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            for (prompt, keys) in answers {
                self.read(until: prompt)
                self.echoedWhileTyping.withLock { $0.append(self.echoes) }
                self.type(keys)
            }
            done.signal()
        }
        let result = try body()
        done.wait()
        try terminal.say("end of screen")
        read(until: "end of screen")
        return (result, shown.withLock { $0 }, echoedWhileTyping.withLock { $0 })
    }

    /// The same for what takes its time. What is typed may depend on the screen so far; whatever is not asked for is not
    /// typed.
    func screen<Result>(
        answering answers: [(prompt: String, keys: @Sendable (String) -> String)],
        _ body: () async throws -> Result
    ) async throws -> (result: Result, screen: String) {
        let (end, ending) = AsyncStream.makeStream(of: Never.self)
        Thread.detachNewThread {
            for (prompt, keys) in answers where self.read(until: prompt) { self.type(keys(self.shown.withLock { $0 })) }
            _ = self.read(until: Self.end)
            ending.finish()
        }
        let result = try await body()
        try terminal.say(Self.end)
        for await _ in end {}
        return (result, shown.withLock { $0 })
    }

    private static let end = "end of screen"

    /// Presses Ctrl-C, as the signal handler would see it.
    func interrupt() {
        pressed.fileHandleForWriting.write(Data([0]))
    }

    /// Types without waiting for a prompt.
    func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        unsafe write(screen, bytes, bytes.count)
    }

    /// Whether the text has come, before the end of the screen did.
    @discardableResult
    private func read(until text: String) -> Bool {
        if shown.withLock({ $0.hasSuffix(Self.end) }) { return false }
        var bytes = [UInt8](repeating: 0, count: 1)
        var since = ""
        while !since.hasSuffix(text), !since.hasSuffix(Self.end), unsafe Glibc.read(screen, &bytes, 1) == 1 {
            since.unicodeScalars.append(UnicodeScalar(bytes[0]))
        }
        shown.withLock { $0 += since }
        return since.hasSuffix(text)
    }
}
