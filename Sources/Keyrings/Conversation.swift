import CSecret

/// One exchange over the session bus, which ends in time whatever the other side does.
///
/// libsecret's own waiting functions wait 25 seconds and more for a daemon that hangs. Here its asynchronous ones run
/// in a main loop of this call's own, beside a deadline: when that passes, everything under way is cancelled; and where
/// even cancelling brings no answer (GDBus greets the bus without a way to stop it), the wait is given up.
@safe
struct Conversation: ~Copyable {
    private let loop: OpaquePointer
    private let deadline: Deadline
    private let alarms: [OpaquePointer]

    /// How long a cancelled step may take to say that it is cancelled.
    private static let grace = Duration.milliseconds(500)

    /// An exchange that has to end within `timeLimit` from now.
    init(timeLimit: Duration) {
        unsafe loop = g_main_context_new()
        deadline = Deadline()
        unsafe alarms = [timeLimit, timeLimit + Self.grace].compactMap { [loop, deadline] delay in
            guard let alarm = unsafe g_timeout_source_new(delay.wholeMilliseconds) else { return nil }
            unsafe g_source_set_callback(alarm, strike, Unmanaged.passUnretained(deadline).toOpaque(), nil)
            unsafe g_source_attach(alarm, loop)
            return unsafe alarm
        }
    }

    deinit {
        unsafe alarms.forEach {
            unsafe g_source_destroy($0)
            unsafe g_source_unref($0)
        }
        // What the library still has to put away, it puts away in the loop.
        while unsafe g_main_context_iteration(loop, 0) != 0 {}
        unsafe g_main_context_unref(loop)
    }

    /// Starts one asynchronous call of GIO's kind, waits for it, and gives what `finish` makes of its result.
    func wait<Value: ~Copyable>(
        _ start: (OpaquePointer?, @escaping GAsyncReadyCallback, gpointer) -> Void,
        finish: (OpaquePointer, UnsafeMutablePointer<UnsafeMutablePointer<GError>?>) -> Value
    ) throws(KeyringError) -> Value {
        let answer = Answer()
        unsafe g_main_context_push_thread_default(loop)
        defer { unsafe g_main_context_pop_thread_default(loop) }
        unsafe start(deadline.cancellable, receive, Unmanaged.passRetained(answer).toOpaque())
        while unsafe answer.result == nil && deadline.strikes < 2 { unsafe g_main_context_iteration(loop, 1) }
        guard let result = unsafe answer.result else { throw .timedOut }
        var error: UnsafeMutablePointer<GError>?
        let value = unsafe finish(result, &error)
        if let error = unsafe error {
            defer { unsafe g_error_free(error) }
            throw unsafe KeyringError(error)
        }
        return value
    }
}

/// When an exchange has to end: the first strike cancels what is under way, the second gives it up.
@safe
private final class Deadline {
    let cancellable: OpaquePointer? = unsafe g_cancellable_new()
    private(set) var strikes = 0

    func strike() {
        strikes += 1
        if strikes == 1 { unsafe g_cancellable_cancel(cancellable) }
    }

    deinit {
        unsafe g_object_unref(cancellable.map { unsafe gpointer($0) })
    }
}

/// Where the result of a call arrives.
@safe
private final class Answer {
    var result: OpaquePointer?

    deinit {
        if let result = unsafe result { unsafe g_object_unref(gpointer(result)) }
    }
}

private func strike(_ deadline: gpointer?) -> gboolean {
    if let deadline = unsafe deadline {
        unsafe Unmanaged<Deadline>.fromOpaque(deadline).takeUnretainedValue().strike()
    }
    return 0
}

private func receive(_: OpaquePointer?, _ result: OpaquePointer?, _ answer: gpointer?) {
    guard let result = unsafe result, let answer = unsafe answer else { return }
    unsafe g_object_ref(gpointer(result))
    unsafe Unmanaged<Answer>.fromOpaque(answer).takeRetainedValue().result = unsafe result
}

extension KeyringError {
    /// What GLib's error means here.
    fileprivate init(_ error: UnsafeMutablePointer<GError>) {
        let code = { (code: UInt32) in Int32(code) }
        if unsafe g_error_matches(error, g_io_error_quark(), code(G_IO_ERROR_CANCELLED.rawValue)) != 0 {
            self = .timedOut
            return
        }
        let absent = [
            G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER, G_DBUS_ERROR_SPAWN_EXEC_FAILED,
            G_DBUS_ERROR_SPAWN_CHILD_EXITED, G_DBUS_ERROR_SPAWN_CHILD_SIGNALED, G_DBUS_ERROR_SPAWN_FAILED,
        ]
        if absent.contains(where: { unsafe g_error_matches(error, g_dbus_error_quark(), code($0.rawValue)) != 0 }) {
            self = .unavailable(.noService)
        } else if unsafe g_error_matches(error, secret_error_get_quark(), code(SECRET_ERROR_IS_LOCKED.rawValue)) != 0 {
            self = .locked
        } else {
            unsafe g_dbus_error_strip_remote_error(error)
            self = .refused(unsafe String(cString: error.pointee.message))
        }
    }
}

extension Duration {
    /// Rounded up, as GLib counts.
    fileprivate var wholeMilliseconds: UInt32 {
        let (seconds, attoseconds) = components
        return UInt32(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
