import Foundation
import Testing

@testable import GoogleSandbox

/// The whole job, once through every command, and then a search of everything that was printed or written.
@Suite struct SecrecyTests {
    @Test func `no secret is printed or written but where somebody asked for it`() async throws {
        let sandbox = try await Sandbox.start()
        let person = try Operator(sandbox: sandbox)
        let secrets = try await everyCommand(person)
        await sandbox.stop()

        for (name, secret) in secrets {
            try #require(secret.utf8.count >= 16, "\(name) is too short to be looked for")
            let places = try person.filesHolding(
                secret,
                except: ["passphrase", "client.json", "developer-token", "asked-for"]
            )
            #expect(places.isEmpty, "\(name) lies in \(places.joined(separator: ", "))")
        }
        #expect(secrets.count >= 7)
    }

    /// Runs every command, for better and for worse; gives the secrets that were at stake.
    private func everyCommand(_ person: Operator) async throws -> [(name: String, value: String)] {
        let google = person.sandbox.google
        for email in ["ann@example.com", "bob@example.com", "cy@example.com"] { _ = await google.addAccount(email) }
        let client = await google.addClient(.installed, project: "canary-project")
        try person.write("client.json", client.secretFile.text)
        try person.write("developer-token", "canary-developer-token-22\n")
        try FileManager.default.createDirectory(at: person.path("asked-for"), withIntermediateDirectories: false)

        func expect(_ status: Int32 = 0, _ arguments: String...) async throws -> Operator.Outcome {
            let outcome = try await person.run(arguments)
            #expect(outcome.status == status, "adsvault \(arguments.joined(separator: " ")): \(outcome.errors)")
            return outcome
        }
        _ = try await expect(0, "init", "--unlock", "passphrase", "--kdf", "interactive")
        _ = try await expect(0, "client", "add", "client.json", "--name", "main")
        _ = try await expect(0, "client", "set", "main", "--developer-token-file", "developer-token")
        _ = try await expect(0, "client", "list")
        for email in ["ann@example.com", "bob@example.com", "cy@example.com"] {
            try await person.consents(email)
            _ = try await expect(0, "login", "--owner", "ops", "--tag", "team=ads", "--verbose")
        }
        let before = try await tokens(of: "ann@example.com", person, "before.json")
        try await person.consents("ann@example.com")
        _ = try await expect(0, "rotate", "token", "ann@example.com")
        let after = try await tokens(of: "ann@example.com", person, "after.json")
        let bob = try await tokens(of: "bob@example.com", person, "bob.json")
        let access = try await person.adsvault("token", "bob@example.com")
        #expect(access.status == 0)
        // The one place where an access token belongs: the answer of `token`.
        try person.remove(holding: access.output.trimmingCharacters(in: .newlines))

        for arguments in [
            ["list"], ["list", "--json"], ["show", "ann@example.com"], ["show", "ann@example.com", "--json"],
            ["set", "ann@example.com", "--owner", "eve"], ["rename", "cy@example.com", "cy"], ["check"],
            ["check", "--json"], ["slot", "list"], ["doctor"], ["doctor", "--json"], ["audit", "list"],
            ["audit", "verify", "--json"], ["rotate", "key"],
            ["export", "bob@example.com", "--format", "google-ads-yaml", "--output", "asked-for/google-ads.yaml"],
            ["export", "bob@example.com", "--format", "env", "--output", "asked-for/env"],
            ["exec", "bob@example.com", "--", "env"], ["exec", "bob@example.com", "--inject", "env", "--", "true"],
        ] {
            let outcome = try await person.run(arguments)
            #expect(outcome.status == 0, "adsvault \(arguments.joined(separator: " ")): \(outcome.errors)")
        }
        // What fails must not tell either.
        _ = try await expect(2, "export", "bob@example.com", "--format", "env")
        _ = try await expect(15, "show", "nobody")
        _ = try await expect(4, "revoke", "cy")
        try await google.misbehave(.status(500), at: .token, times: nil)
        _ = try await expect(22, "check", "--verbose")
        await google.behave()
        _ = try await expect(0, "forget", "cy", "--yes")
        _ = try await expect(0, "revoke", "ann@example.com", "--yes")
        _ = try await expect(0, "revoke", "bob@example.com", "--yes", "--json")
        try person.write("passphrase-2", "another-canary-passphrase\n")
        _ = try await expect(0, "rotate", "passphrase", "--new-passphrase-file", "passphrase-2")
        try FileManager.default.removeItem(at: person.path("passphrase-2"))

        return [
            ("the passphrase", Operator.passphrase), ("the new passphrase", "another-canary-passphrase"),
            ("the client secret", client.secret), ("the developer token", "canary-developer-token-22"),
            ("ann's first refresh token", before), ("ann's second refresh token", after),
            ("bob's refresh token", bob), ("bob's access token", access.output.trimmingCharacters(in: .newlines)),
        ]
    }

    private func tokens(of name: String, _ person: Operator, _ file: String) async throws -> String {
        let path = "asked-for/\(file)"
        let outcome = try await person.adsvault("export", name, "--format", "adc-json", "--output", path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let adc = try JSONSerialization.jsonObject(with: Data(contentsOf: person.path(path))) as? [String: String]
        return try #require(adc?["refresh_token"])
    }
}

extension Operator {
    /// The files below the folder that hold `text`, those excepted that were asked to.
    func filesHolding(_ text: String, except: Set<String>) throws -> [String] {
        let needle = Data(text.utf8)
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
            !except.contains(String(name.prefix { $0 != "/" }))
        }
        return try files.filter { name in
            let attributes = try FileManager.default.attributesOfItem(atPath: path(name).path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else { return false }
            return try Data(contentsOf: path(name)).range(of: needle) != nil
        }
    }

    /// Removes the one recorded answer that holds `text`.
    func remove(holding text: String) throws {
        let places = try filesHolding(text, except: [])
        #expect(places.count == 1, "the access token stands in the answer and nowhere else: \(places)")
        for place in places { try FileManager.default.removeItem(at: path(place)) }
    }
}
