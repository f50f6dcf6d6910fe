import ArgumentParser
import Foundation
import SQLiteStore

/// Reads tampered vaults in a process of its own, so that a trap, a hang or a hunger for memory is seen from outside.
struct WitnessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Read vaults, a path a line, and say what came of it.",
        shouldDisplay: false
    )

    @Argument(help: "What the vault must say, as JSON.") var truth: String

    func run() throws {
        let truth = try JSONDecoder().decode(Truth.self, from: Data(contentsOf: URL(fileURLWithPath: truth)))
        SQLiteStore.limitMemory()
        while let path = readLine() {
            let testimony = Testimony(findings: truth.findings(at: path), peakKiB: try Self.peakKiB())
            try FileHandle.standardOutput.write(contentsOf: JSONEncoder().encode(testimony) + Data("\n".utf8))
        }
    }

    /// The most memory that this process ever had, from its own start on: what wait4 tells begins with its parent's.
    private static func peakKiB() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}

/// What a witness says of one file.
struct Testimony: Codable, Sendable {
    let findings: [String: Finding]
    let peakKiB: Int

    /// What must not be: another status than these, or anything but the truth.
    func objection(allowing statuses: Set<Int32>) -> String? {
        for (part, finding) in findings.sorted(by: { $0.key < $1.key }) {
            switch finding {
            case .right: continue
            case .refused(let status, _) where statuses.contains(status): continue
            case .refused(let status, let words): return "\(part): refused with \(status), \(words)"
            case .wrong(let words): return "\(part): WRONG, \(words)"
            case .unclear(let words): return "\(part): no class of error, \(words)"
            }
        }
        return nil
    }

    /// Whether any part was refused.
    var refuses: Bool {
        findings.values.contains { if case .refused = $0 { true } else { false } }
    }
}
