import Foundation
import Glibc

/// Processes that write to one vault at once, one of which is killed each second.
struct Crowd {
    let machine: Machine
    private var writers: [Writer]
    private var running: [Running] = []
    private var generator: SeededGenerator
    private(set) var expectation = Expectation()
    /// What went wrong on the way.
    private(set) var problems: [String] = []

    private struct Writer {
        let number: Int
        let writes: Int
        var begun = 0
        var clients: [String] = []
    }

    private struct Running {
        let writer: Int
        let write: Write
        let process: RunningProcess
    }

    init(_ machine: Machine, writers: Int, writesEach: Int, seed: UInt64) {
        self.machine = machine
        self.writers = (0..<writers).map { Writer(number: $0, writes: writesEach) }
        generator = SeededGenerator(seed: seed)
    }

    /// Lets them write until each has done its writes.
    mutating func run() throws {
        for writer in writers.indices { try begin(writer) }
        var nextKill = ContinuousClock.now + .seconds(1)
        while !running.isEmpty {
            let wait = max(.zero, nextKill - .now)
            var watched = running.map { pollfd(fd: $0.process.pidfd, events: Int16(POLLIN), revents: 0) }
            let ended = unsafe poll(&watched, nfds_t(watched.count), Int32(wait / .milliseconds(1)) + 1)
            if ContinuousClock.now >= nextKill {
                running.randomElement(using: &generator)?.process.send(SIGKILL)
                nextKill += .seconds(1)
            }
            guard ended > 0 else { continue }
            for index in watched.indices.reversed() where watched[index].revents != 0 {
                let done = running.remove(at: index)
                try finish(done)
                try begin(done.writer)
            }
        }
    }

    private mutating func begin(_ index: Int) throws {
        guard writers[index].begun < writers[index].writes else { return }
        writers[index].begun += 1
        let writer = writers[index]
        let write = Write(by: writer.number, number: writer.begun, clients: writer.clients, using: &generator)
        if case .removeClient(let name) = write { writers[index].clients.removeAll { $0 == name } }
        let output = try machine.emptyFile("answer-\(index)")
        let errors = try machine.emptyFile("messages-\(index)")
        let process = try machine.start(
            write.command,
            output: output.fileDescriptor,
            errors: errors.fileDescriptor
        )
        running.append(Running(writer: index, write: write, process: process))
    }

    private mutating func finish(_ done: Running) throws {
        let status = try done.process.end()
        let messages = try machine.text("messages-\(done.writer)").split(separator: "\n")
            .filter { !$0.contains("ADSVAULT_GOOGLE_URL") }.joined(separator: "; ")
        switch status {
        case 0:
            expectation.note(done: done.write)
            if case .addClient(let name) = done.write { writers[done.writer].clients.append(name) }
            if messages.contains("warning") { problems.append("WARNING: \(messages)") }
        case -SIGKILL: expectation.note(killed: done.write)
        case 13, 17: problems.append("FALSE ALARM: \(done.write.command) ends with \(status): \(messages)")
        case 14: problems.append("BUSY: \(done.write.command): \(messages)")
        default: problems.append("FAILS: \(done.write.command) ends with \(status): \(messages)")
        }
    }
}
