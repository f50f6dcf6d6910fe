import Foundation

/// A session bus of the test's own, in a folder of its own, with a keyring on it where one is started.
///
/// Everything in it ends with it. The bus starts no services by itself, so a keyring is there when a test starts one.
final class PrivateSession {
    private let folder: URL
    private var processes: [Process] = []
    private var bus: Process?
    private var keyring: Process?

    /// Whether the programs that this needs are installed.
    static let isPossible = [busProgram, keyringProgram].allSatisfy(FileManager.default.isExecutableFile)

    private static let busProgram = "/usr/bin/dbus-daemon"
    private static let keyringProgram = "/usr/bin/gnome-keyring-daemon"

    /// A folder without anything running.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-\(UUID().uuidString)")
        for name in ["", "home", "run"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name),
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
    }

    deinit {
        processes.forEach(end)
        // A folder that stays behind in the system's temporary folder is no failure of what is tested.
        try? FileManager.default.removeItem(at: folder)
    }

    /// Starts the bus, and returns when it listens.
    func startBus() throws {
        let configuration = folder.appending(path: "bus.conf")
        try Data(Self.configuration(listening: address).utf8).write(to: configuration)
        let output = Pipe()
        bus = try start(
            Self.busProgram,
            ["--config-file=\(configuration.path)", "--nofork", "--print-address=1"],
            output: output
        )
        // The address is printed once it can be connected to.
        _ = output.fileHandleForReading.availableData
    }

    /// Starts the keyring, and returns when it is in the state that `availability` is printed as.
    ///
    /// With a password it is unlocked, and gets a default collection if it has none.
    func startKeyring(password: String?, until availability: String) throws {
        let input = Pipe()
        let unlock = password == nil ? [] : ["--unlock"]
        keyring = try start(Self.keyringProgram, ["--foreground", "--components=secrets"] + unlock, input: input)
        try input.fileHandleForWriting.write(contentsOf: Data((password ?? "").utf8))
        try input.fileHandleForWriting.close()
        let answer = try probe("await", availability)
        guard answer == availability else { throw Unexpected(answer: answer) }
    }

    /// Ends the keyring, which keeps its files.
    func endKeyring() {
        keyring.map(end)
    }

    /// Ends the bus, which leaves its socket behind.
    func endBus() {
        bus.map(end)
    }

    /// Stops the keyring's process where it is, so that it hangs.
    func hangKeyring() throws {
        try signal(SIGSTOP, to: keyring)
    }

    /// Stops the bus's process where it is, so that it hangs.
    func hangBus() throws {
        try signal(SIGSTOP, to: bus)
    }

    /// The names of what lies in the session's home.
    func namesAtHome() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "home").path)
    }

    /// What `KeyringProbe` prints in this session.
    func probe(_ arguments: String..., environment changes: [String: String?] = [:]) throws -> String {
        let output = Pipe()
        let process = Process()
        process.executableURL = Self.builtPrograms.appending(path: "KeyringProbe")
        process.arguments = arguments
        process.environment = environment.merging(changes.compactMapValues(\.self)) { $1 }
            .filter { changes[$0.key] != .some(nil) }
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// What one process of `KeyringProbe` finds before something happens in this session, and after.
    func lookups(_ vault: String, _ slot: String, around happening: () throws -> Void) throws -> [String] {
        let (input, output) = (Pipe(), Pipe())
        let process = try start(
            Self.builtPrograms.appending(path: "KeyringProbe").path,
            ["lookups", vault, slot],
            input: input,
            output: output
        )
        try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        let before = output.fileHandleForReading.availableData
        try happening()
        try input.fileHandleForWriting.close()
        let after = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return [before, after].map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .newlines) }
    }

    /// Where the bus listens, or would.
    var socket: String { folder.appending(path: "bus").path }

    private var address: String { "unix:path=\(socket)" }

    /// A session that did not come to the state that a test needs.
    struct Unexpected: Error {
        var answer: String
    }

    private func signal(_ number: Int32, to process: Process?) throws {
        guard let process, kill(process.processIdentifier, number) == 0 else { throw Unexpected(answer: "not running") }
    }

    private func end(_ process: Process) {
        guard process.isRunning else { return }
        // Children inherit the signals that the tests' threads block: only this one always arrives.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private var environment: [String: String] {
        [
            "DBUS_SESSION_BUS_ADDRESS": address,
            "HOME": folder.appending(path: "home").path,
            "XDG_RUNTIME_DIR": folder.appending(path: "run").path,
            "PATH": "/usr/bin:/bin",
            "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
        ]
    }

    private func start(_ program: String, _ arguments: [String], input: Pipe? = nil, output: Pipe? = nil) throws
        -> Process
    {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        processes.append(process)
        return process
    }

    /// The tests run as a program that is built beside the probe.
    private static let builtPrograms = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    private static func configuration(listening address: String) -> String {
        """
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
         "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig>
          <type>session</type>
          <listen>\(address)</listen>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <allow send_destination="*" eavesdrop="true"/>
            <allow eavesdrop="true"/>
            <allow own="*"/>
          </policy>
        </busconfig>
        """
    }
}
