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

    /// The vault's keys of now: its root key, raw and in hex, and the key of its log.
    func keys() throws -> [MemoryScan.Needle] {
        let store = SQLiteStore(path: home.appending(path: ".local/share/adsvault/vault.db").path)
        let vault = try Vault.open(
            store,
            with: .passphrase(SecretBytes(copying: Array(passphrase.utf8).rawBytes)),
            surroundings: Surroundings(actor: "torture", now: { Timestamp(Date()) })
        )
        let root = vault.keptKey(until: Timestamp(Date())).bytes.withBytes { Array($0.array.suffix(32)) }
        var head: [UInt8] = []
        try store.read { head = try $0.vault().head }
        // The format's head: a version, a nonce, a box; the log's key is the fifth thing in it, from byte 88 on.
        guard let key = SymmetricKey(SecretBytes(copying: root.rawBytes)), let nonce = Nonce(Array(head[1..<25])),
            let body = SecretBox.openPlain(
                Array(head[25...]).rawBytes,
                nonce: nonce,
                key: key.subkey(1, context: "advault1")
            )
        else { throw HeldRun.Unexpected("the head does not open") }
        return [
            MemoryScan.Needle(name: "the vault's key", bytes: root),
            MemoryScan.Needle(name: "the vault's key in hex", bytes: Array(hex(root).utf8)),
            MemoryScan.Needle(name: "the log's key", bytes: Array(body[88..<120])),
        ]
    }

    /// A text as it was typed, as the vault normalizes it, and as libraries hold it that count in UTF-16.
    static func needles(_ name: String, _ text: String) -> [MemoryScan.Needle] {
        let normal = text.precomposedStringWithCanonicalMapping
        let words = normal.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let other = MemoryScan.Needle(name: "\(name), normalized", bytes: Array(normal.utf8))
        return [
            MemoryScan.Needle(name: name, bytes: Array(text.utf8)),
            MemoryScan.Needle(name: "\(name) in UTF-16", bytes: words),
        ] + (Array(text.utf8) == other.bytes ? [] : [other])
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
