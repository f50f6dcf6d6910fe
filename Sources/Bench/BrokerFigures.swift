import CBench
import Foundation

/// What it costs to lend a credential: to a command, and to all that ask a service.
struct BrokerFigures {
    let program: Program

    private static let connections: Int32 = 32
    private static let requests = 50_000
    private static let page = "/computeMetadata/v1/instance/service-accounts/default/token"

    /// Shows the figures of one credential of a vault that is unlocked.
    func show(_ name: String, of fleet: Fleet, beside bare: Bare) throws {
        let (time, opening) = try medians(of: 51) {
            try program.run(["exec", name] + fleet.place + ["--", "/bin/true"])
        } bare: {
            try program.run(["show", name] + fleet.place)
        }
        try Figure("exec -- true, beyond show", time - opening, bare: median(of: 51) { try bare.commit() }).show()
        try showService(of: name, fleet)
    }

    private func showService(of name: String, _ fleet: Fleet) throws {
        let service = try Service(program, ["broker", "serve", name] + fleet.place)
        defer { service.stop() }
        // The first has Google asked, all others come from memory.
        try ask(service, Self.connections)
        let time = try ContinuousClock().measure { try ask(service, Int32(Self.requests)) }
        let rate = Int(Double(Self.requests) / (time / .seconds(1)))
        let memory = try service.peak() >> 20
        print("  broker serve: \(rate) tokens a second over \(Self.connections) connections, at most \(memory) MiB")
    }

    private func ask(_ service: Service, _ count: Int32) throws {
        guard unsafe bench_ask(service.port, Self.page, Self.connections, Int(count)) == count else {
            throw Bench.Failure.wrongAnswer("broker serve: not every request got a token")
        }
    }
}

/// A broker that listens.
private final class Service {
    let port: Int32
    private let process: Process

    init(_ program: Program, _ arguments: [String]) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program.path)
        process.arguments = arguments + ["--json"]
        process.standardOutput = output
        try process.run()
        struct Answer: Decodable { let address: String }
        let answer = output.fileHandleForReading.availableData
        guard let address = try? JSONDecoder().decode(Answer.self, from: answer).address,
            let port = address.split(separator: ":").last.flatMap({ Int32($0) })
        else {
            process.terminate()
            throw Bench.Failure.wrongAnswer("broker serve said \(String(decoding: answer, as: UTF8.self))")
        }
        self.process = process
        self.port = port
    }

    /// The most memory that it had at a time, in bytes (proc_pid_status(5)).
    func peak() throws -> Int {
        let path = "/proc/\(process.processIdentifier)/status"
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { throw Bench.Failure.wrongAnswer(path) }
        return kilobytes * 1024
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
