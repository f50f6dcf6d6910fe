import CPlatform
import Glibc

/// What happens before anything else: nothing of this process may end in a crash report, a core dump or another process.
enum ProcessStart {
    static func secure() {
        // Swift's crash backtracer prints registers and the memory they point to, guarded memory included.
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGQUIT] { signal(number, SIG_DFL) }
        // Fails for no argument that is written here.
        _ = platform_forbid_dumping()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = umaskBefore
        openStandardDescriptors()
    }

    /// The umask that this process was started with, which a command gets back that it runs. From the first use on, what
    /// this process makes is its user's alone.
    static let umaskBefore = umask(0o077)

    /// A descriptor from 0 to 2 that is closed would become the vault's file, and take prompts and errors.
    private static func openStandardDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            guard unsafe open("/dev/null", O_RDWR) == descriptor else { exit(ExitStatus.unexpected.rawValue) }
        }
    }
}
