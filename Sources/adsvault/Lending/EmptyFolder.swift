import Foundation
import Glibc

/// A folder of this user's alone with nothing in it, gone with everything that was put there when it is dropped.
struct EmptyFolder: ~Copyable {
    let path: String

    /// Makes one where files of a session belong, else where passing ones do.
    init(_ environment: Environment) throws(CommandFailure) {
        let places = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { environment[$0] } + ["/tmp"]
        for place in places where place.hasPrefix("/") {
            var template = Array("\(place)/adsvault-XXXXXX".utf8CString)
            guard unsafe mkdtemp(&template) != nil else { continue }
            path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            return
        }
        let reason = "no folder can be made in \(places.joined(separator: ", "))"
        throw CommandFailure(.unexpected, code: "no_folder", reason)
    }

    deinit {
        // The system clears such places itself.
        try? FileManager.default.removeItem(atPath: path)
    }
}
