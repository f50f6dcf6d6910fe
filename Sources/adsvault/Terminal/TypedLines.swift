import Foundation
import Glibc
import Sealing

extension Terminal {
    /// The lines that are typed from now on, until whoever reads them stops.
    ///
    /// For input that is awaited beside something else, such as a redirect's address while the browser may still come
    /// back by itself. A thread of its own waits for the keys, so that no task is held up.
    func typedLines() -> AsyncStream<String> {
        AsyncStream { continuation in
            let stop = Pipe()
            let keyboard = Terminal(
                input: input,
                output: output,
                interruption: Interruption(descriptor: stop.fileHandleForReading.fileDescriptor)
            )
            // Closing the writing end wakes the thread, whatever it waits for.
            continuation.onTermination = { _ in try? stop.fileHandleForWriting.close() }  // Closed once, here.
            Thread.detachNewThread {
                // The thread owns the reading end until it is done with it.
                withExtendedLifetime(stop) {
                    // Ends with the input, or by being stopped.
                    while let line = try? keyboard.line("") { continuation.yield(line.text) }
                    continuation.finish()
                }
            }
        }
    }
}

extension SecretBytes {
    /// The bytes as text, for what only a library's String can take on.
    var text: String {
        withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
    }
}
