import Glibc

/// What goes wrong when a program is about to change a file.
enum Fault: Sendable, Equatable, CaseIterable {
    /// The program is killed before the call is done.
    case kill
    /// The call is not done, and fails.
    case error(Int32)
    /// The call and every one after it fail.
    case errorFromNowOn(Int32)
    /// A write takes but half of its bytes, and says so.
    case halfWrite

    static let allCases: [Fault] = [.kill] + failures

    /// Those that a program lives through: a bad block, a disk that breaks, fills up, or is made read-only, a signal, a
    /// write that is cut short.
    static let failures: [Fault] = [
        .error(EIO), .errorFromNowOn(EIO), .errorFromNowOn(ENOSPC), .errorFromNowOn(EROFS), .error(EINTR), .halfWrite,
    ]

    /// One word for it.
    var name: String {
        switch self {
        case .kill: "kill"
        case .error(EIO): "EIO"
        case .error(EINTR): "EINTR"
        case .errorFromNowOn(EIO): "EIO-on"
        case .errorFromNowOn(ENOSPC): "ENOSPC-on"
        case .errorFromNowOn(EROFS): "EROFS-on"
        case .error(let number), .errorFromNowOn(let number): "errno-\(number)"
        case .halfWrite: "short"
        }
    }

    /// Whether a call can end like this at all.
    func fits(_ call: String) -> Bool {
        let writes = call.hasPrefix("write") || call.hasPrefix("pwrite")
        switch self {
        case .halfWrite: return call == "write" || call == "pwrite64"
        case .error(EINTR): return writes || call.hasSuffix("sync") || call.hasPrefix("open") || call == "ftruncate"
        case .kill, .error, .errorFromNowOn: return true
        }
    }
}

/// A fault at the n-th call that could change a file.
struct Injection: Sendable {
    let fault: Fault
    /// Which call, from 1.
    let point: Int
}

/// A call of a program that could change a file.
struct Point: Sendable {
    /// `pwrite64`
    let call: String
    let path: String
}
