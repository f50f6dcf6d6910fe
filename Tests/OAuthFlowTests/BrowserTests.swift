import Foundation
import GoogleHTTP
import Testing

@testable import OAuthFlow

@Suite(.timeLimit(.minutes(1)))
struct BrowserTests {
    @Test func `BROWSER comes before the desktop`() throws {
        let stub = try Stub("exit 0")
        let environment = ["BROWSER": stub.path, "DISPLAY": ":0", "PATH": stub.folder]
        #expect(try Browser.named(by: environment)?.command == [stub.path])
    }

    @Test(arguments: ["DISPLAY", "WAYLAND_DISPLAY"])
    func `a display means xdg-open, where there is one`(variable: String) throws {
        let stub = try Stub("exit 0", name: "xdg-open")
        #expect(try Browser.named(by: [variable: ":0", "BROWSER": "", "PATH": stub.folder])?.command == [stub.path])
        #expect(try Browser.named(by: [variable: ":0", "PATH": "/nowhere"]) == nil)
        #expect(try Browser.named(by: [variable: "", "PATH": stub.folder]) == nil)
    }

    @Test func `a command has arguments, and alternatives after colons`() throws {
        let stub = try Stub("exit 0", name: "tool")
        let environment = ["BROWSER": "missing -x:tool --new %s:other", "PATH": "relative:\(stub.folder)"]
        #expect(try Browser.named(by: environment)?.command == [stub.path, "--new", "%s"])
    }

    @Test func `a path with blanks and colons is one program`() throws {
        let stub = try Stub("exit 0", name: "my browser:new")
        #expect(try Browser.named(by: ["BROWSER": stub.path])?.command == [stub.path])
    }

    @Test(arguments: ["/nowhere/browser", "missing", "/tmp"])
    func `a BROWSER that cannot be run is an error`(name: String) {
        #expect(throws: Browser.Failure.notFound(name)) {
            try Browser.named(by: ["BROWSER": name, "PATH": "/usr/bin"])
        }
    }

    @Test func `what is no program fails when it is started`() throws {
        let stub = try Stub("", interpreter: "/nowhere/shell")
        let browser = try #require(try Browser.named(by: ["BROWSER": stub.path]))
        #expect(throws: Browser.Failure.notStarted(stub.path, errno: ENOENT)) {
            try Stub.whileNobodyWrites { try browser.open(Address("https://a.example/")) }
        }
    }

    @Test(arguments: [
        ("", ["https://a.example/?x=1&y=$(id)"]), (" -t %s -p", ["-t", "https://a.example/?x=1&y=$(id)", "-p"]),
        (" --url=%s", ["--url=https://a.example/?x=1&y=$(id)"]), (" -a", ["-a", "https://a.example/?x=1&y=$(id)"]),
    ])
    func `the address goes where %s stands, or last, past any shell`(arguments: String, expected: [String]) throws {
        let stub = try Stub(#"printf '%s\n' "$@" > "$REPORT""#)
        let report = try stub.report { environment in
            var environment = environment
            environment["BROWSER"] = stub.path + arguments
            // A target that Address does not let through: the browser must not depend on that.
            try Browser.named(by: environment)?.open(Address("https://a.example/").withTarget("/?x=1&y=$(id)"))
        }
        #expect(report == expected)
    }

    @Test func `it inherits /dev/null and nothing else`() throws {
        let folder = try #require(FileHandle(forReadingAtPath: "/usr/share"))
        // Without FD_CLOEXEC, as careless libraries open files.
        let careless = dup(folder.fileDescriptor)
        defer { close(careless) }
        #expect(careless > 2)
        let stub = try Stub(#"(ls -l /proc/$$/fd > "$REPORT"); exit 0"#)
        let report = try stub.report { try Browser.named(by: $0)?.open(Address("https://a.example/")) }
        let open = report.compactMap { $0.firstMatch(of: /(\d+) -> (.+)$/).map { "\($0.1) \($0.2)" } }
        let (null, others) = (open.filter { $0.hasSuffix(" /dev/null") }, open.filter { !$0.hasSuffix(" /dev/null") })
        #expect(null == ["0 /dev/null", "1 /dev/null", "2 /dev/null"])
        // The shell keeps its script open.
        #expect(others.allSatisfy { $0.hasSuffix(" " + stub.path) })
    }

    @Test func `it is nobody's child, in a session of its own, with signals as at the start`() throws {
        let stub = try Stub(
            #"{ echo "$PPID"; cut -d' ' -f6 /proc/$$/stat; grep -E '^Sig(Blk|Ign)' /proc/self/status; } > "$REPORT""#
        )
        let report = try stub.report { try Browser.named(by: $0)?.open(Address("https://a.example/")) }
        #expect(report[0] != "\(getpid())")
        #expect(report[1] != "\(getsid(0))")
        // Signals 32 and 33 are the C library's own, out of everybody's reach.
        let masks = report.dropFirst(2).compactMap { UInt64($0.suffix(16), radix: 16) }.map { $0 & ~0x1_8000_0000 }
        #expect(masks == [0, 0])
    }

    @Test func `it learns nothing of adsvault's own variables`() throws {
        let stub = try Stub(#"env > "$REPORT""#)
        let report = try stub.report { environment in
            let own = ["ADSVAULT_PASSPHRASE_FILE": "/x", "ADSVAULT_VAULT": "/y", "LANG": "C"]
            try Browser.named(by: environment.merging(own) { $1 })?.open(Address("https://a.example/"))
        }
        #expect(report.contains("LANG=C"))
        #expect(!report.contains { $0.hasPrefix("ADSVAULT") })
    }
}
