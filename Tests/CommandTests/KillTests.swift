import Foundation
import Glibc
import Testing

@testable import GoogleSandbox

/// SIGKILL at one moment after the other: whatever was going on, the vault opens.
@Suite struct KillTests {
    private static let moments = stride(from: 0, through: 200, by: 10).map { Duration.milliseconds($0) }

    @Test func `a change that is killed is there whole or not at all`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            for (number, moment) in Self.moments.enumerated() {
                try await person.kill(["set", "acme", "--owner", "owner-\(number)"], after: moment)
                let owner = try await person.succeeds("show", "acme", "--json").object["owner"] as? String
                #expect(owner == nil || owner?.hasPrefix("owner-") == true)
                try await person.succeeds("audit", "verify")
            }
        }
    }

    @Test func `a new key that is killed leaves the old vault or the new one`() async throws {
        try await withOperator { person, _ in
            #expect(try await person.login("ann@example.com", as: "acme").status == 0)
            for moment in Self.moments.map({ $0 * 2 }) {
                try await person.kill(["rotate", "key"], after: moment)
                try await person.succeeds("audit", "verify")
                #expect(try await person.succeeds("list", "--json").array.count == 1)
            }
            try await person.succeeds("check")
        }
    }

    @Test func `an init that is killed leaves no vault or a whole one`() async throws {
        let sandbox = try await Sandbox.start()
        let person = try Operator(sandbox: sandbox)
        for moment in Self.moments {
            try await person.kill(["init", "--unlock", "passphrase", "--kdf", "interactive"], after: moment)
            let list = try await person.adsvault("list")
            #expect([0, 15].contains(list.status), "\(list.errors)")
            if list.status == 0 { try FileManager.default.removeItem(at: person.vault) }
        }
        await sandbox.stop()
    }
}

extension Operator {
    /// Starts `adsvault` and kills it after a while.
    fileprivate func kill(_ arguments: [String], after moment: Duration) async throws {
        let process = process(arguments)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do {
                try process.run()
            } catch {
                continuation.resume(throwing: error)
                return
            }
            let identifier = process.processIdentifier
            // The moment is what this test varies; nothing is asserted about it.
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(moment / .milliseconds(1)))) {
                _ = Glibc.kill(identifier, SIGKILL)
            }
        }
    }
}
