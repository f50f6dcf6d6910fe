import Foundation
import Testing

@Suite(
    .enabled(if: PrivateSession.isPossible, "dbus-daemon and gnome-keyring-daemon are not installed"),
    .timeLimit(.minutes(2))
)
struct SecretServiceKeyringTests {
    private let session: PrivateSession
    private let vault = "000102030405060708090a0b0c0d0e0f"
    private let slot = "101112131415161718191a1b1c1d1e1f"
    private let key = String(repeating: "00ff7f80", count: 8)

    init() throws {
        session = try PrivateSession()
    }

    @Test func `a key is found again by its vault and slot alone`() throws {
        try unlocked()
        #expect(try session.probe("store", vault, slot, key) == "stored")
        #expect(try session.probe("lookup", vault, slot) == key)
        #expect(try session.probe("lookup", slot, vault) == "nothing")
    }

    @Test func `storing again replaces the key`() throws {
        try unlocked()
        let second = String(repeating: "a1", count: 32)
        #expect(try session.probe("store", vault, slot, key) == "stored")
        #expect(try session.probe("store", vault, slot, second) == "stored")
        #expect(try session.probe("lookup", vault, slot) == second)
        #expect(try session.probe("clear", vault, slot) == "cleared")
        #expect(try session.probe("lookup", vault, slot) == "nothing")
    }

    @Test func `an anchor is kept beside the keys of its vault, and replaced by the next`() throws {
        try unlocked()
        #expect(try session.probe("anchor", vault) == "nothing")
        #expect(try session.probe("store", vault, slot, key) == "stored")
        #expect(try session.probe("anchor", vault) == "nothing")
        for line in ["first line 1", "second line 22"] {
            #expect(try session.probe("anchor", vault, line) == "kept")
            #expect(try session.probe("anchor", vault) == line)
        }
        #expect(try session.probe("lookup", vault, slot) == key)
        #expect(try session.probe("anchor", slot) == "nothing")
        #expect(try session.probe("clear", vault, slot) == "cleared")
        #expect(try session.probe("anchor", vault) == "second line 22")
    }

    @Test func `clearing drops one slot and leaves the others`() throws {
        try unlocked()
        let other = String(repeating: "20", count: 16)
        #expect(try session.probe("store", vault, slot, key) == "stored")
        #expect(try session.probe("store", vault, other, key) == "stored")
        #expect(try session.probe("clear", vault, slot) == "cleared")
        #expect(try session.probe("clear", vault, slot) == "nothing")
        #expect(try session.probe("lookup", vault, other) == key)
    }

    @Test func `a key outlives the keyring's process`() throws {
        try unlocked()
        #expect(try session.probe("store", vault, slot, key) == "stored")
        session.endKeyring()
        try unlocked(startingBus: false)
        #expect(try session.probe("lookup", vault, slot) == key)
    }

    @Test func `a process that lives on finds the keyring that was started anew`() throws {
        try unlocked()
        #expect(try session.probe("store", vault, slot, key) == "stored")
        let found = try session.lookups(vault, slot) {
            session.endKeyring()
            try unlocked(startingBus: false)
        }
        #expect(found == [key, key])
    }

    @Test func `a process that lives on is told that the keyring was started anew and is locked`() throws {
        try unlocked()
        #expect(try session.probe("store", vault, slot, key) == "stored")
        let found = try session.lookups(vault, slot) {
            session.endKeyring()
            try session.startKeyring(password: nil, until: "locked")
        }
        #expect(found == [key, "error locked"])
    }

    @Test func `a process that lives on is told that the keyring is gone`() throws {
        try unlocked()
        #expect(try session.probe("store", vault, slot, key) == "stored")
        let found = try session.lookups(vault, slot) { session.endKeyring() }
        #expect(found == [key, "error noService"])
    }

    @Test func `a process that lives on gives up a keyring that hangs later`() throws {
        try unlocked()
        #expect(try session.probe("store", vault, slot, key) == "stored")
        let found = try session.lookups(vault, slot) { try session.hangKeyring() }
        #expect(found == [key, "error timedOut"])
    }

    @Test func `a process that lives on is told that the bus is gone`() throws {
        try unlocked()
        let found = try session.lookups(vault, slot) { session.endBus() }
        #expect(found == ["nothing", "error noBus"])
    }

    @Test func `a backend in a file is never taken`() throws {
        try session.startBus()
        let file = ["SECRET_BACKEND": "file"]
        #expect(try session.probe("store", vault, slot, key, environment: file) == "error noService")
    }

    @Test(arguments: Request.allCases)
    func `a locked keyring says that it is locked`(request: Request) throws {
        try unlocked()
        #expect(try session.probe("store", vault, slot, key) == "stored")
        session.endKeyring()
        try session.startKeyring(password: nil, until: "locked")
        #expect(try ask(request) == "error locked")
    }

    @Test func `a locked keyring never says that it has no key`() throws {
        try unlocked()
        session.endKeyring()
        try session.startKeyring(password: nil, until: "locked")
        #expect(try session.probe("lookup", vault, slot) == "error locked")
    }

    @Test(arguments: Request.allCases)
    func `a keyring that was never unlocked has no default collection`(request: Request) throws {
        try session.startBus()
        try session.startKeyring(password: nil, until: "noDefaultCollection")
        #expect(try ask(request) == "error noDefaultCollection")
    }

    @Test(arguments: Request.allCases)
    func `a bus without a keyring is told apart`(request: Request) throws {
        try session.startBus()
        #expect(try session.probe("availability") == "noService")
        #expect(try ask(request) == "error noService")
    }

    @Test func `no bus at all is told apart`() throws {
        let none: [String: String?] = ["DBUS_SESSION_BUS_ADDRESS": nil]
        #expect(try session.probe("availability", environment: none) == "noBus")
        #expect(try session.probe("lookup", vault, slot, environment: none) == "error noBus")
    }

    @Test func `where nothing tells of a bus, none is looked for, and no folder is made`() throws {
        let none: [String: String?] = ["DBUS_SESSION_BUS_ADDRESS": nil, "XDG_RUNTIME_DIR": nil, "DISPLAY": nil]
        #expect(try session.probe("availability", environment: none) == "noBus")
        #expect(try session.probe("lookup", vault, slot, environment: none) == "error noBus")
        #expect(try session.namesAtHome().isEmpty)
    }

    @Test func `the socket of a bus that died is no bus`() throws {
        try session.startBus()
        session.endBus()
        #expect(try session.probe("availability") == "noBus")
    }

    @Test(arguments: Request.allCases)
    func `a keyring that hangs is given up in time`(request: Request) throws {
        try unlocked()
        try session.hangKeyring()
        #expect(try ask(request) == "error timedOut")
    }

    @Test func `a bus that hangs is given up in time`() throws {
        try unlocked()
        try session.hangBus()
        #expect(try session.probe("availability") == "error timedOut")
        #expect(try session.probe("lookup", vault, slot) == "error timedOut")
    }

    @Test func `a bus that never greets back is given up in time`() throws {
        let bus = try SilentBus(path: session.socket)
        #expect(try session.probe("availability") == "error timedOut")
        withExtendedLifetime(bus) {}
    }

    private func unlocked(startingBus: Bool = true) throws {
        if startingBus { try session.startBus() }
        try session.startKeyring(password: "a password\n", until: "ready")
    }

    /// What can be asked for a slot.
    enum Request: String, CaseIterable {
        case store, lookup, clear
    }

    private func ask(_ request: Request) throws -> String {
        switch request {
        case .store: try session.probe("store", vault, slot, key)
        case .lookup, .clear: try session.probe(request.rawValue, vault, slot)
        }
    }
}
