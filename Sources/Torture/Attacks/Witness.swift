import Foundation
import Glibc

/// A process that reads one tampered vault after the other.
final class Witness {
    private let process = Process()
    private let questions = Pipe()
    private let answers = Pipe()

    /// No reading of a small vault takes as long, on a busy machine either.
    private static let milliseconds: Int32 = 60_000

    enum Silence: Error, CustomStringConvertible {
        case trapped(Int32)
        case hung

        var description: String {
            switch self {
            case .trapped(let signal): "TRAPPED: the reader ended with \(signal)"
            case .hung: "HUNG: the reader did not answer in \(Witness.milliseconds / 1000) s"
            }
        }
    }

    init(_ trial: Trial, truth: URL) throws {
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = ["witness", truth.path]
        process.environment = ["TMPDIR": trial.folder.path, "SWIFT_BACKTRACE": "enable=no"]
        process.standardInput = questions
        process.standardOutput = answers
        try process.run()
    }

    /// What it says of the file at `path`.
    ///
    /// - Throws: `Silence`; then this witness is of no more use.
    func testify(on path: String) throws -> Testimony {
        try questions.fileHandleForWriting.write(contentsOf: Data((path + "\n").utf8))
        var answer = Data()
        while answer.last != UInt8(ascii: "\n") {
            var poll = pollfd(fd: answers.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe Glibc.poll(&poll, 1, Self.milliseconds) > 0 else {
                kill(process.processIdentifier, SIGKILL)
                throw Silence.hung
            }
            let part = answers.fileHandleForReading.availableData
            if part.isEmpty {
                process.waitUntilExit()
                throw Silence.trapped(process.terminationStatus)
            }
            answer += part
        }
        return try JSONDecoder().decode(Testimony.self, from: answer)
    }

    deinit {
        // It ends with its questions; nobody is left to be told of a pipe that was closed already.
        try? questions.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
