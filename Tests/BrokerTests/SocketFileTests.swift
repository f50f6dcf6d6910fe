import Foundation
import NIOCore
import Testing

@testable import Broker

@Suite(.timeLimit(.minutes(2)))
struct SocketFileTests {
    @Test func `tokens come over a socket that is this user's alone, and that is gone afterwards`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/run/broker.sock"
            try await serving(at: .socket(path: path)) { caller in
                #expect(caller.place == .socket(path: path))
                let token = "/computeMetadata/v1/instance/service-accounts/default/token"
                let reply = try await caller.send(
                    "GET \(token) HTTP/1.1\r\nHost: any\r\nMetadata-Flavor: Google\r\nConnection: close\r\n\r\n"
                )
                #expect(reply.json("access_token") == "ya29.ann-1")
                #expect(try mode(path) == 0o600)
                #expect(try mode("\(folder)/run") == 0o700)
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func `the same checks of a request hold on a socket, but for the Host`() async throws {
        try await withFolder { folder in
            try await serving(at: .socket(path: "\(folder)/s")) { caller in
                let reply = try await caller.send("GET / HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n")
                #expect(reply.status == 403)
            }
        }
    }

    @Test func `a socket that somebody listens on is left alone`() async throws {
        try await withFolder { folder in
            let place = Place.socket(path: "\(folder)/s")
            try await serving(at: place) { caller in
                await #expect(throws: BrokerError.inUse(place)) { try await serving(at: place) { _ in } }
                let reply = try await caller.send("GET / HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n")
                #expect(reply.status == 403)
            }
        }
    }

    @Test func `a dead socket is replaced`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/s"
            try makeDeadSocket(path)
            try await serving(at: .socket(path: path)) { caller in
                let reply = try await caller.send(
                    "GET / HTTP/1.1\r\nHost: any\r\nMetadata-Flavor: Google\r\nConnection: close\r\n\r\n"
                )
                #expect(reply.status == 200)
            }
        }
    }

    @Test func `what another has put in the socket's place stays there at the end`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/s"
            try await serving(at: .socket(path: path)) { _ in
                try FileManager.default.removeItem(atPath: path)
                try "mine".write(toFile: path, atomically: false, encoding: .utf8)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        }
    }

    @Test func `a socket that another has put in its place stays there at the end`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/s"
            try await serving(at: .socket(path: path)) { _ in
                try FileManager.default.removeItem(atPath: path)
                try makeDeadSocket(path)
            }
            #expect(FileManager.default.fileExists(atPath: path))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["s"])
        }
    }

    @Test func `a socket is made at a path of 95 bytes`() async throws {
        try await withFolder { folder in
            let path = folder + "/" + String(repeating: "s", count: SocketFile.pathLimit - folder.utf8.count - 1)
            try await serving(at: .socket(path: path)) { _ async throws in
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
            }
        }
    }

    @Test func `of two that make a socket at once the slower one is told so`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/s"
            let draft = try SocketFile.prepare(path)
            try makeDeadSocket(draft)
            try makeDeadSocket(path)
            #expect(throws: BrokerError.inUse(.socket(path: path))) {
                let file = try SocketFile(moving: draft, to: path)
                _ = consume file
            }
        }
    }

    @Test func `a client that shuts its sending side is answered`() async throws {
        try await withFolder { folder in
            try await serving(at: .socket(path: "\(folder)/s"), limits: Limits(idle: .minutes(10))) { caller in
                let reply = try await caller.send(
                    "GET / HTTP/1.1\r\nHost: any\r\nMetadata-Flavor: Google\r\n\r\n",
                    thenShuts: true
                )
                #expect(reply.status == 200)
            }
        }
    }

    @Test func `after a failure the socket is gone as well`() async throws {
        struct Full: Error {}
        try await withFolder { folder in
            let path = "\(folder)/s"
            await #expect(throws: Full.self) { try await serving(at: .socket(path: path)) { _ in throw Full() } }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func `anything else at the path is left alone`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/s"
            try "mine".write(toFile: path, atomically: false, encoding: .utf8)
            await #expect(throws: BrokerError.occupied(path: path)) {
                try await serving(at: .socket(path: path)) { _ in }
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        }
    }

    @Test func `a link to a dead socket is left alone`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/s"
            try makeDeadSocket("\(folder)/dead")
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(folder)/dead")
            await #expect(throws: BrokerError.occupied(path: path)) {
                try await serving(at: .socket(path: path)) { _ in }
            }
        }
    }

    @Test(arguments: [0o701, 0o710, 0o777])
    func `a folder that others may enter is refused`(_ permissions: Int) async throws {
        try await withFolder { folder in
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: folder)
            await #expect(throws: BrokerError.openFolder(path: folder)) {
                try await serving(at: .socket(path: "\(folder)/s")) { _ in }
            }
        }
    }

    @Test(arguments: ["relative/s", "/" + String(repeating: "a", count: 95)])
    func `a path that fits into no address is refused`(_ path: String) async throws {
        let reason = "not an absolute path of at most 95 bytes"
        await #expect(throws: BrokerError.cannotListen(.socket(path: path), reason: reason)) {
            try await serving(at: .socket(path: path)) { _ in }
        }
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    /// A socket that was bound, and whose holder is gone.
    private func makeDeadSocket(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let status = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0)
    }
}
