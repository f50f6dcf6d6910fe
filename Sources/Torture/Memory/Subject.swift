import Credentials
import Foundation
import SQLiteStore
import Sealing
import Vault

/// A home with a vault whose secrets are known, so that they can be looked for.
struct Subject {
    let program: URL
    let home: URL
    let passphrase: String
    let recoveryCode: String

    /// Passphrases of scripts that are normalized in different ways: as it is, by a table, and by composing letters.
    private static let words = [
        "quite ordinary words", "ein größerer Schlüssel", "a cafe\u{301} au lait", "канарейка ждёт",
    ]

    /// Makes a vault. Each has another passphrase.
    init(_ trial: Trial, _ row: String, _ number: Int) throws {
        program = trial.adsvault
        home = trial.folder.appending(path: "\(row)-\(number)")
        passphrase = "canary-\(UUID().uuidString) \(Self.words[number % Self.words.count])"
        try FileManager.default.createDirectory(
            at: home,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try Self.write(passphrase, to: home.appending(path: "passphrase"))
        let answer = try Self.run(
            program,
            ["init", "--unlock", "passphrase", "--kdf", "interactive", "--recovery-code", "--json"] + Self.asking,
            home
        )
        let made = try JSONSerialization.jsonObject(with: answer) as? [String: Any]
        guard let code = made?["recoveryCode"] as? String else { throw HeldRun.Unexpected("init made no code") }
        recoveryCode = code
        try Self.write(code, to: home.appending(path: "code"))
    }

    /// The options by which the program takes the passphrase.
    static let asking = ["--passphrase-file", "passphrase"]

    /// Runs the program to its end, which must be good; gives its answer.
    @discardableResult
    func run(_ arguments: String...) throws -> Data {
        try Self.run(program, arguments, home)
    }

    /// Starts the program so that it does not get rid of its answer.
    func held(_ arguments: String...) throws -> HeldRun {
        try HeldRun(program, arguments, home: home)
    }

    func write(_ text: String, to name: String) throws {
        try Self.write(text, to: home.appending(path: name))
    }

    /// The vault's key of now, raw and in hex.
    func rootKey(opening passphrase: String? = nil) throws -> [MemoryScan.Needle] {
        let vault = try Vault.open(
            SQLiteStore(path: home.appending(path: ".local/share/adsvault/vault.db").path),
            with: .passphrase(SecretBytes(copying: Array((passphrase ?? self.passphrase).utf8).rawBytes)),
            surroundings: Surroundings(actor: "torture", now: { Timestamp(Date()) })
        )
        let kept = vault.keptKey(until: Timestamp(Date())).bytes.withBytes { $0.array }
        let key = Array(kept.suffix(SymmetricKey.byteCount))
        return [
            MemoryScan.Needle(name: "the vault's key", bytes: key),
            MemoryScan.Needle(name: "the vault's key in hex", bytes: Array(hex(key).utf8)),
        ]
    }

    /// A text as it was typed, as the vault normalizes it, and as libraries hold it that count in UTF-16.
    static func needles(_ name: String, _ text: String) -> [MemoryScan.Needle] {
        let normal = text.precomposedStringWithCanonicalMapping
        return [
            MemoryScan.Needle(name: name, bytes: Array(text.utf8)),
            MemoryScan.Needle(name: "\(name), normalized", bytes: Array(normal.utf8)),
            MemoryScan.Needle(
                name: "\(name) in UTF-16",
                bytes: normal.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
            ),
        ]
    }

    private static func write(_ text: String, to file: URL) throws {
        try Data("\(text)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    }

    private static func run(_ program: URL, _ arguments: [String], _ home: URL) throws -> Data {
        let (process, answer) = (Process(), Pipe())
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = home
        process.environment = ["HOME": home.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = answer
        try process.run()
        let data = try answer.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw HeldRun.Unexpected("\(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return data
    }
}
