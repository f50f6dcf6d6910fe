import Foundation
import Glibc
import Testing

@testable import GoogleSandbox

/// The broker as a service.
@Suite struct BrokerServeTests {
    @Test func `it says where it listens, serves each credential, and ends when it is told to`() async throws {
        try await withOperator { person, _ in
            for name in ["ann", "bob"] { try await person.login("\(name)@example.com", as: name) }
            let running = try Running(person, "broker", "serve", "bob", "ann", "--json")
            let answer = try await running.prints("\n")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any])
            #expect(Set(object.keys) == ["address", "credentials"])
            let address = try #require(object["address"] as? String)
            #expect(address.wholeMatch(of: /127\.0\.0\.1:[0-9]+/) != nil)
            #expect(
                object["credentials"] as? [[String: String]] == [
                    ["name": "bob", "base": "/bob"], ["name": "ann", "base": "/ann"],
                ]
            )
            #expect(try await person.email(at: address) == "bob@example.com")
            #expect(try await person.email(at: address + "/ann") == "ann@example.com")
            #expect(try await person.email(at: address + "/bob") == "bob@example.com")
            let log = try await person.log(since: "login")
            let lent = ["bob", "ann"].map { "broker serve: \($0), access tokens at 127.0.0.1" }
            #expect(log.sorted() == (lent + ["token: ann, ", "token: bob, "]).sorted())

            let start = ContinuousClock.now
            running.signal(SIGTERM)
            #expect(try await running.end() == 130)
            #expect(ContinuousClock.now - start < .seconds(2))
            #expect(try running.said.contains("error") == false)
            #expect(try running.printed == answer)
        }
    }

    @Test func `on a socket it serves this user alone, and takes the socket away with it`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let running = try Running(person, "broker", "serve", "ann", "--socket", "home/broker/socket")
            let path = person.path("home/broker/socket").path
            let line = try await running.prints("\n")
            #expect(line == "listening on \(path): ann at /ann\n")
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let folder = try FileManager.default.attributesOfItem(atPath: person.path("home/broker").path)
            #expect(folder[.posixPermissions] as? Int == 0o700)
            #expect(try await person.email(at: "localhost/ann", socket: path) == "ann@example.com")
            try await person.fails(14, "broker", "serve", "ann", "--socket", path)
            running.signal(SIGINT)
            #expect(try await running.end() == 130)
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func `what is forgotten is handed out no more within seconds, though its token lives on`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let running = try Running(person, "broker", "serve", "ann", "--json")
            let answer = try await running.prints("\n")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any])
            let address = try #require(object["address"] as? String)
            #expect(try await person.email(at: address) == "ann@example.com")
            try await person.succeeds("forget", "ann", "--yes")
            try await eventually { try await person.tokenStatus(at: address) == "403" }
            #expect(try running.said.contains("there is no credential"))
            running.signal(SIGTERM)
            #expect(try await running.end() == 130)
        }
    }

    @Test func `systemd is told once that it listens`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let manager = person.process([])
            manager.executableURL = URL(filePath: "/usr/bin/python3")
            let script = """
                import socket, sys
                for name in ["notify", "\\0adsvault-" + sys.argv[1]]:
                    taker = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                    taker.bind(name)
                    print("bound", flush=True)
                    print(taker.recv(100).decode(), flush=True)
                """
            manager.arguments = ["-c", script, person.folder.lastPathComponent]
            let taker = try Running(person, manager)
            var expected = "bound\n"
            for socket in [person.path("notify").path, "@adsvault-" + person.folder.lastPathComponent] {
                try await eventually { try taker.printed == expected }
                let running = try Running(person, "broker", "serve", "ann", environment: ["NOTIFY_SOCKET": socket])
                expected += expected == "bound\n" ? "READY=1\nbound\n" : "READY=1\n"
                try await eventually { try taker.printed == expected }
                running.signal(SIGTERM)
                #expect(try await running.end() == 130)
            }
        }
    }

    @Test func `a service manager that is not there is warned of, and no reason to end`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let running = try Running(person, "broker", "serve", "ann", environment: ["NOTIFY_SOCKET": "/nowhere"])
            try await eventually { try running.said.contains("the service manager cannot be told at /nowhere") }
            running.signal(SIGTERM)
            #expect(try await running.end() == 130)
        }
    }

    @Test(arguments: [
        (2, ["--socket", "x", "--port", "1"], "exclude"), (2, ["--port", "70000"], "65535"), (2, ["ann"], "once"),
        (2, ["--socket", "passphrase"], "passphrase"), (15, ["nobody"], "nobody"),
    ])
    func `what cannot be served is refused`(_ status: Int32, _ options: [String], _ word: String) async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: person.folder.path)
            let outcome = try await person.run(["broker", "serve", "ann", "--json"] + options)
            #expect(outcome.status == status)
            #expect((outcome.failure["message"] as? String)?.contains(word) == true, "\(outcome.errors)")
        }
    }

    @Test func `a port that is taken is 14, and no folder that others enter holds a socket`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let running = try Running(person, "broker", "serve", "ann")
            let line = try await running.prints("\n")
            let port = try #require(line.firstMatch(of: /:([0-9]+)/)).output.1
            let taken = try await person.fails(14, "broker", "serve", "ann", "--port", String(port), "--json")
            #expect(taken.failure["code"] as? String == "address_in_use")
            running.signal(SIGTERM)
            #expect(try await running.end() == 130)

            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: person.folder.path)
            let open = try await person.fails(2, "broker", "serve", "ann", "--socket", "socket")
            #expect(open.errors.contains("is not this user's alone"))
        }
    }
}

extension Operator {
    /// The status that a request for a token is answered with.
    fileprivate func tokenStatus(at address: String) async throws -> String {
        let token = "http://\(address)/computeMetadata/v1/instance/service-accounts/default/token"
        return try await shell("curl -s -o /dev/null -w '%{http_code}' -H 'Metadata-Flavor: Google' '\(token)'").output
    }

    /// The account that a broker shows at an address; fails where it gives no token as well.
    fileprivate func email(at address: String, socket: String? = nil) async throws -> String {
        let account = "http://\(address)/computeMetadata/v1/instance/service-accounts/default"
        let curl = "curl --silent --fail -H 'Metadata-Flavor: Google'" + (socket.map { " --unix-socket '\($0)'" } ?? "")
        let outcome = try await shell("\(curl) '\(account)/email'; \(curl) '\(account)/token' | grep -q ya29.")
        #expect(outcome.status == 0)
        return outcome.output
    }
}
