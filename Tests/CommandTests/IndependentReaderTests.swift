import Crypto
import Foundation
import Testing

@testable import GoogleSandbox

/// A program written from the text of the format alone opens what the executable makes, and agrees with it on all of it.
@Suite(.enabled(if: Reader.canBeInstalled, "Python or PyNaCl cannot be installed here"))
struct IndependentReaderTests {
    @Test func `it reads a vault through its whole life`() async throws {
        try await withOperator { person, _ in
            let fresh = try await person.read()
            #expect(fresh.epoch == 1 && fresh.isLogged)
            #expect(fresh.records.map(\.type).sorted() == ["client", "slot"])

            for name in ["ännchen", "bob"] {
                #expect(try await person.login("\(name == "bob" ? name : "ann")@example.com", as: name).status == 0)
            }
            try await person.succeeds("rename", "ännchen", "ann")
            try await person.agreesWithReader(epoch: 1)
            try await person.succeeds("forget", "bob", "--yes")
            try await person.agreesWithReader(epoch: 1)
            try await person.succeeds("rotate", "key")
            try await person.agreesWithReader(epoch: 2)
            try await person.succeeds("rotate", "key")
            try await person.succeeds("revoke", "ann", "--yes")
            try await person.agreesWithReader(epoch: 3)
        }
    }

    @Test func `it opens by recovery code, and not by another`() async throws {
        let person = try Operator(sandbox: await Sandbox.start())
        let made = try await person.succeeds(
            "init",
            "--unlock",
            "passphrase",
            "--kdf",
            "interactive",
            "--recovery-code",
            "--json"
        )
        let code = try #require(made.object["recoveryCode"] as? String)
        try person.write("code", code.lowercased().replacingOccurrences(of: "-", with: " ") + "\n")
        #expect(try await person.read("--recovery", "code").records.count == 2)
        try person.write("code", String(code.reversed()))
        #expect(try await person.reader("--recovery", "code").status == 11)
        await person.sandbox.stop()
    }

    @Test(.enabled(if: KeyringTests.isPossible, "dbus and gnome-keyring are not installed"))
    func `it opens by the key that the keyring holds`() async throws {
        let person = try Operator(sandbox: await Sandbox.start())
        let read = [Reader.python, Reader.program, person.vault.path, "--keyring"].map { "'\($0 ?? "")'" }
        let outcome = try await person.inSession(
            "set -e\n\"$ADSVAULT\" init\n\"$ADSVAULT\" rotate key\n\(read.joined(separator: " ")) >read\n"
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try Reader.Answer(Data(contentsOf: person.path("read"))).epoch == 2)
        await person.sandbox.stop()
    }

    @Test func `it refuses a vault of which any one byte is another`() async throws {
        try await withOperator { person, _ in
            let whole = try Data(contentsOf: person.vault)
            for (column, status) in [
                ("vault.vault_id", 11), ("vault.epoch", 11), ("vault.head", 13), ("slot.slot_id", 11),
                ("slot.params", 11), ("slot.commitment", 11), ("slot.wrap", 13), ("record.record_id", 13),
                ("record.meta", 13), ("record.payload_head", 13), ("record.payload", 13), ("audit.body", 13),
                ("audit.mac", 13),
            ] {
                try whole.write(to: person.vault)
                try await person.flipLastByte(of: column)
                let outcome = try await person.reader("--passphrase", "passphrase")
                #expect(outcome.status == status, "\(column): \(outcome.errors)")
            }
        }
    }
}

/// The independent program, and the Python that runs it.
enum Reader {
    /// Whether the packages it needs are here or can be got; a script that fails for any other reason fails the tests.
    static let canBeInstalled = installed?.status != 69
    static let python = installed?.status == 0 ? installed?.path : nil
    static let program = tests.appending(path: "Independent/reader.py").path

    /// What it says of a vault.
    struct Answer {
        var epoch = 0
        /// Whether the log's last entry says what the records are now.
        var isLogged = false
        var records: [(type: String, name: String, payload: String)] = []
        var log: [[String]] = []

        init(_ json: Data) throws {
            let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
            epoch = try #require(object["epoch"] as? Int)
            isLogged = try #require(object["isLogged"] as? Bool)
            for record in try #require(object["records"] as? [[String: Any]]) {
                let meta = try #require(record["meta"] as? [String: Any])
                let type = try #require(meta["type"] as? String)
                let name = try #require(meta["name"] as? String)
                records.append((type, name, try #require(record["payloadSHA256"] as? String)))
            }
            log = try #require(object["audit"] as? [[String: String]]).map(Self.line)
        }

        static func line(_ entry: [String: Any]) -> [String] {
            ["at", "action", "actor", "subject", "detail"].map { entry[$0] as? String ?? "" }
        }
    }

    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    private static let installed = try? install()  // nil where it did not even start: then there is no Python.

    private static func install() throws -> (status: Int32, path: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = tests.appending(path: "../../Scripts/python-judges").standardizedFileURL
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
}

extension Operator {
    /// Runs the independent program on the vault.
    func reader(_ arguments: String...) async throws -> Outcome {
        try await python([Reader.program, vault.path] + arguments)
    }

    /// What the independent program says of the vault, which it must open.
    func read(_ arguments: String...) async throws -> Reader.Answer {
        let secret = arguments.isEmpty ? ["--passphrase", "passphrase"] : arguments
        let outcome = try await python([Reader.program, vault.path] + secret)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try Reader.Answer(Data(outcome.output.utf8))
    }

    /// Compares what the program says with what adsvault says: the names, the secrets, the log.
    fileprivate func agreesWithReader(epoch: Int) async throws {
        let answer = try await read()
        #expect(answer.epoch == epoch)
        let listed = try await succeeds("list", "--json").array
        let credentials = answer.records.filter { $0.type == "credential" }
        #expect(credentials.map(\.name).sorted() == listed.compactMap { $0["name"] as? String }.sorted())
        for row in listed where row["state"] as? String == "active" {
            let name = try #require(row["name"] as? String)
            let token = try await exportedToken(name)
            let hash = SHA256.hash(data: Data(token.utf8)).map { String(format: "%02x", $0) }.joined()
            #expect(credentials.first { $0.name == name }?.payload == hash)
        }
        let log = try await succeeds("audit", "list", "--json").array.map(Reader.Answer.line)
        #expect(try await read().log == log)
    }

    private func exportedToken(_ name: String) async throws -> String {
        let format = ["--format", "adc-json", "--output", "adc.json", "--force"]
        #expect(try await run(["export", name] + format).status == 0)
        let adc = try JSONSerialization.jsonObject(with: Data(contentsOf: path("adc.json"))) as? [String: Any]
        return try #require(adc?["refresh_token"] as? String)
    }

    /// Changes the last byte of the first value in a column, or adds one to a number.
    fileprivate func flipLastByte(of column: String) async throws {
        let script = """
            import sqlite3, sys
            table, column = sys.argv[2].split(".")
            database = sqlite3.connect(sys.argv[1])
            key = {"vault": "id", "slot": "slot_id", "record": "record_id", "audit": "n"}[table]
            row, value = database.execute(f"SELECT {key}, {column} FROM {table} LIMIT 1").fetchone()
            value = value + 1 if isinstance(value, int) else value[:-1] + bytes([value[-1] ^ 1])
            database.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (value, row))
            database.commit()
            """
        let outcome = try await python(["-c", script, vault.path, column])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    func python(_ arguments: [String]) async throws -> Outcome {
        let process = process(arguments)
        process.executableURL = URL(filePath: try #require(Reader.python))
        return try await finish(process)
    }
}
