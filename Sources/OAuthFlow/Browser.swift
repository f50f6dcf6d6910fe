import CPlatform
import Foundation
public import GoogleHTTP

/// The program that shows the consent page.
public struct Browser: Sendable, Equatable {
    /// The program and its arguments; `%s` in one of them stands for the address, which else comes last.
    public let command: [String]
    private let environment: [String: String]

    /// Why no browser was started. The address is there to be opened by hand.
    public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        /// No such program, or none that may be run.
        case notFound(String)
        /// The system did not start it, with this `errno`.
        case notStarted(String, errno: Int32)

        /// What happened.
        public var description: String {
            switch self {
            case .notFound(let command): "the browser “\(command)” was not found"
            case .notStarted(let command, let errno): "the browser “\(command)” was not started (errno \(errno))"
            }
        }
    }

    /// The browser that an environment names: `BROWSER`, else xdg-open where there is a display, else none.
    ///
    /// `BROWSER` is a program, or a program with arguments separated by blanks, or several such separated by colons, of
    /// which the first that exists is taken. No shell looks at it.
    ///
    /// - Throws: `Failure.notFound` for a `BROWSER` that does not exist.
    public static func named(by environment: [String: String]) throws(Failure) -> Browser? {
        let search = ProgramSearch(path: environment["PATH"] ?? "")
        if let text = environment["BROWSER"], !text.isEmpty {
            let alternatives = [[text]] + text.split(separator: ":").map { $0.split(separator: " ").map(String.init) }
            guard let command = alternatives.lazy.compactMap(search.resolve).first else { throw .notFound(text) }
            return Browser(command: command, environment: environment)
        }
        let hasDisplay = ["DISPLAY", "WAYLAND_DISPLAY"].contains { environment[$0]?.isEmpty == false }
        guard hasDisplay, let command = search.resolve(["xdg-open"]) else { return nil }
        return Browser(command: command, environment: environment)
    }

    /// Opens an address, in a process of its own that nobody waits for.
    ///
    /// It gets no descriptor but /dev/null, and no variable that begins with ADSVAULT_. That it started is all that is
    /// known; what it shows is not.
    public func open(_ address: Address) throws(Failure) {
        let address = address.description
        var arguments = command.prefix(1) + command.dropFirst().map { $0.replacing("%s", with: address) }
        if arguments.elementsEqual(command) { arguments.append(address) }
        let variables = environment.filter { !$0.key.hasPrefix("ADSVAULT_") }.map { "\($0.key)=\($0.value)" }
        let errno = unsafe withCStrings(Array(arguments)) { arguments in
            unsafe withCStrings(variables) { variables in
                unsafe platform_spawn_detached(command[0], arguments, variables)
            }
        }
        guard errno == 0 else { throw .notStarted(command[0], errno: errno) }
    }
}

/// Finds programs as execvp does, with the difference that only absolute folders count.
private struct ProgramSearch {
    let path: String

    /// The command with its program as a path to an executable file; nil where there is none.
    func resolve(_ command: [String]) -> [String]? {
        guard let name = command.first, !name.isEmpty else { return nil }
        let folders = path.split(separator: ":").filter { $0.hasPrefix("/") }
        let candidates = name.contains("/") ? [name] : folders.map { "\($0)/\(name)" }
        return candidates.first(where: isProgram).map { [$0] + command.dropFirst() }
    }

    private func isProgram(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }
}

/// Lends texts as a null-terminated array of C strings.
private func withCStrings<Result>(
    _ texts: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let copies = unsafe texts.map { unsafe strdup($0) } + [nil]
    defer { unsafe copies.forEach { unsafe free($0) } }
    return unsafe copies.withUnsafeBufferPointer { buffer in
        unsafe body(buffer.baseAddress.unsafelyUnwrapped)
    }
}
