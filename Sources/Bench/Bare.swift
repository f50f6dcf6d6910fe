import CBench

/// The same work by libsodium and SQLite alone. It opens boxes of the same size under keys of the same kind, and checks
/// nothing else.
struct Bare {
    let path: String

    /// Derives a key from a passphrase.
    static func unlock() throws {
        guard bench_unlock() == 0 else { throw Bench.Failure.wrongAnswer("bare unlock") }
    }

    /// Makes a database of `count` rows.
    func make(count: Int, meta: [UInt8], payload: [UInt8]) throws {
        guard unsafe bench_make(path, count, meta, meta.count, payload, payload.count) == 0 else {
            throw Bench.Failure.wrongAnswer("bare database")
        }
    }

    /// Opens row `number`.
    func show(_ number: Int) throws {
        guard unsafe bench_show(path, number) > 0 else { throw Bench.Failure.wrongAnswer("bare show") }
    }

    /// Opens all rows, of which there are `count`.
    func list(count: Int) throws {
        guard unsafe bench_list(path) == count else { throw Bench.Failure.wrongAnswer("bare list") }
    }

    /// What is measured against.
    static var versions: String {
        unsafe "libsodium \(String(cString: bench_sodium_version())), SQLite \(String(cString: bench_sqlite_version()))"
    }
}
