import CPlatform
public import Credentials
import Dispatch
import Glibc
import Synchronization

/// Where processes of this machine take turns at what one of them should do for all: the file `turns` in adsvault's state
/// folder, which is empty. A turn is a lock on one byte of it, whose place is the keyed hash of a record's name, so that
/// nothing about a vault is on disk. It dies with who holds it, and keeps apart the tasks of one process too.
public struct Turns: Sendable {
    private let folder: String
    private let warn: @Sendable (String) -> Void

    /// The turns of who has this state folder. Nothing is opened or made yet.
    ///
    /// - Parameter warn: told why turns cannot be taken; without them, all goes on as well.
    public init(stateFolder: String, warn: @escaping @Sendable (String) -> Void) {
        folder = stateFolder
        self.warn = warn
    }

    /// A turn at a record of `vault`, not taken yet; nil where the file cannot be made, which is said.
    public func turn(at type: RecordType, _ name: Name, of vault: Vault) -> Turn? {
        turn(at: vault.keys.place(of: type.rawValue, name.description))
    }

    fileprivate func turn(at place: Int64) -> Turn? {
        let path = folder + "/turns"
        // Should this fail, the opening says why.
        try? StateFolder.make(at: folder)
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            say("\(path): \(unsafe String(cString: strerror(errno)).lowercased())")
            return nil
        }
        return Turn(descriptor: descriptor, place: place, path: path)
    }

    /// Says why no turn is taken.
    public func say(_ reason: String) {
        warn("several who ask at once may each ask Google: \(reason)")
    }
}

/// One at a time has it, from when it is taken until it is gone, or its process is.
public struct Turn: ~Copyable, Sendable {
    private let descriptor: Int32
    private let place: Int64
    private let path: String

    fileprivate init(descriptor: Int32, place: Int64, path: String) {
        self.descriptor = descriptor
        self.place = place
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Takes the turn; false while another has it.
    ///
    /// - Throws: `VaultError.storage` where the file system knows no such locks.
    public func take() throws(VaultError) -> Bool {
        if platform_lock_byte(descriptor, place) == 0 { return true }
        if errno == EAGAIN || errno == EACCES || errno == EINTR { return false }
        throw .storage("\(path): \(unsafe String(cString: strerror(errno)).lowercased())")
    }

    /// Takes the turn when whoever came before has had it; false where that is not within `limit`.
    ///
    /// - Throws: as `take()`; `CancellationError`.
    public func take(within limit: Duration) async throws -> Bool {
        if try take() { return true }
        let wait = TurnWait(at: place, of: descriptor)
        let isTaken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                wait.begin(within: limit) { continuation.resume(returning: $0) }
            }
        } onCancel: {
            wait.end(false)
        }
        try Task.checkCancellation()
        return isTaken
    }

    /// The same where nothing else goes on meanwhile.
    func takeBlocking(within limit: Duration) throws(VaultError) -> Bool {
        if try take() { return true }
        let done = DispatchSemaphore(value: 0)
        let isTaken = Mutex(false)
        TurnWait(at: place, of: descriptor).begin(within: limit) { answer in
            isTaken.withLock { $0 = answer }
            done.signal()
        }
        done.wait()
        return isTaken.withLock(\.self)
    }
}

extension EpochKeys {
    fileprivate func place(of type: String, _ name: String) -> Int64 {
        recordID(type, name).prefix(8).reduce(0) { $0 << 8 | Int64($1) } & .max
    }
}

extension Surroundings {
    /// The turn at writing to a vault, once it is had, or nobody can wait for it any longer. SQLite alone keeps writers
    /// apart, but those that try for its lock hold up whoever has it; in a crowd that costs more than the writing.
    func turn(atWriting vault: Vault) -> Turn? {
        guard let turn = writers?.turn(at: vault.keys.place(of: "write", "")) else { return nil }
        // Without it, all goes on as well.
        _ = try? turn.takeBlocking(within: .seconds(3))
        return turn
    }
}
