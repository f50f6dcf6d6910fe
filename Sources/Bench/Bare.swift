import CBench

/// The same work by libsodium and SQLite alone. It opens, seals and chains boxes of the same size under keys of the same
/// kind, and checks nothing else.
struct Bare {
    let path: String
    let meta: [UInt8]
    let payload: [UInt8]

    /// Derives a key from a passphrase.
    static func unlock() throws {
        guard bench_unlock() == 0 else { throw Bench.Failure.wrongAnswer("bare unlock") }
    }

    /// Makes a database of `count` rows and as many lines of the log.
    func make(count: Int) throws {
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

    /// Opens and checks all that there is: rows, both of whose boxes it opens, and the log, `count` of each.
    func verifyAll(count: Int) throws {
        try verify(count: count)
        guard unsafe bench_open(path) == count else { throw Bench.Failure.wrongAnswer("bare rows") }
    }

    /// Opens and checks the whole log, which has `count` lines.
    func verify(count: Int) throws {
        guard unsafe bench_verify(path) == count else { throw Bench.Failure.wrongAnswer("bare verify") }
    }

    /// Adds row `number` and a line of the log, and replaces the head, durably.
    func add(_ number: Int) throws {
        guard unsafe bench_add(path, number, meta, meta.count, payload, payload.count) == 0 else {
            throw Bench.Failure.wrongAnswer("bare add")
        }
    }

    /// Makes the smallest commit that a vault makes: a line of the log and the head, durably.
    func commit() throws {
        guard unsafe bench_commit(path) == 0 else { throw Bench.Failure.wrongAnswer("bare commit") }
    }

    /// Seals all rows anew.
    func rotateKey() throws {
        guard unsafe bench_rekey(path) > 0 else { throw Bench.Failure.wrongAnswer("bare rotate key") }
    }

    /// What is measured against.
    static var versions: String {
        unsafe "libsodium \(String(cString: bench_sodium_version())), SQLite \(String(cString: bench_sqlite_version()))"
    }
}
