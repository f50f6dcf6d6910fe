import Foundation
import Testing

@testable import GoogleSandbox

/// From plaintext into the vault, out to where it is used, and whatever lies about.
@Suite struct DeploymentTests {
    @Test func `import, list, export, scan and shred, from plaintext to plaintext that is known of`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.oldToken(google)
            try person.write("google-ads.yaml", yaml(client, token, more: "login_customer_id: 1234567890\n"))

            // What would be done is told, and nothing is.
            let before = try Data(contentsOf: person.vault)
            let rehearsal = try await person.succeeds("import", "google-ads.yaml", "--dry-run", "--json").array
            #expect(try Data(contentsOf: person.vault) == before)
            #expect(rehearsal.first?["dryRun"] as? Bool == true)

            let imported = try await person.succeeds("import", "google-ads.yaml", "--owner", "eve", "--json").array
            let credential = try #require((imported.first?["credentials"] as? [[String: Any]])?.first)
            #expect(credential["result"] as? String == "imported")
            #expect(credential["name"] as? String == "google-ads")
            #expect(credential["line"] as? Int == 1)
            #expect((credential["client"] as? [String: Any])?["new"] as? Bool == true)
            let again = try await person.succeeds("import", "google-ads.yaml", "--json").array
            let skipped = try #require((again.first?["credentials"] as? [[String: Any]])?.first)
            #expect(skipped["result"] as? String == "skipped")
            #expect(skipped["reason"] as? String == "already_there")

            let row = try #require(try await person.succeeds("list", "--json").array.first)
            #expect(row["account"] is NSNull)
            #expect(row["grant"] is NSNull)
            #expect(row["loginCustomerID"] as? String == "1234567890")
            try await person.succeeds("check", "--no-ads")
            let checked = try #require(try await person.succeeds("list", "--json").array.first)
            #expect((checked["account"] as? [String: Any])?["email"] as? String == "ann@example.com")

            // Both plaintext files are found, with line and name.
            let output = person.path("out").path
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: false)
            try await person.succeeds(
                "export",
                "google-ads",
                "--format",
                "ruby",
                "--output",
                "out/ads.rb",
                "--purpose",
                "reports"
            )
            let exports = try await person.succeeds("exports", "--json").array
            #expect(exports.map { $0["destination"] as? String } == ["\(output)/ads.rb"])
            #expect(exports.first?["current"] as? Bool == true)
            #expect(exports.first?["purpose"] as? String == "reports")
            let found = try await person.fails(20, "scan", "out", "google-ads.yaml", "--json", saysError: false).array
            #expect(
                Set(found.map { "\($0["path"] ?? ""):\($0["line"] ?? "") \($0["kind"] ?? "")" }) == [
                    "out/ads.rb:3 clientSecret", "out/ads.rb:4 refreshToken", "google-ads.yaml:2 clientSecret",
                    "google-ads.yaml:3 refreshToken",
                ]
            )
            #expect(Set(found.compactMap { $0["credential"] as? String }) == ["google-ads"])

            try await person.succeeds("import", "google-ads.yaml", "--shred")
            #expect(!FileManager.default.fileExists(atPath: person.path("google-ads.yaml").path))
            try FileManager.default.removeItem(atPath: output + "/ads.rb")
            #expect(try await person.succeeds("scan", "out", "--json").array.isEmpty)

            let plan = try await person.succeeds("revoke", "google-ads", "--yes", "--json")
            let part = try #require((plan.object["plan"] as? [[String: Any]])?.first)
            let copies = try #require((part["exports"] as? [[String: Any]])?.first)
            #expect(copies["copies"] as? Int == 1)
            #expect((copies["deployments"] as? [[String: Any]])?.first?["purpose"] as? String == "reports")
            #expect(plan.errors.contains("breaks \(output)/ads.rb (ruby by "))
            #expect(try await person.succeeds("exports", "--json").array.first?["current"] as? Bool == false)
        }
    }

    @Test func `everything that is exported is read back, and is there already`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.oldToken(google)
            try person.write("first.yaml", yaml(client, token))
            try await person.succeeds("import", "first.yaml", "--name", "ann")
            for format in [
                "google-ads-yaml", "googleads-yaml", "java-properties", "php-ini", "ruby", "dotnet-json",
                "perl-properties",
                "env", "adc-json", "kubernetes-secret",
            ] {
                let more = format == "kubernetes-secret" ? ["--secret-name", "ads", "--namespace", "campaigns"] : []
                let written = try await person.run(["export", "ann", "--format", format, "--output", format] + more)
                #expect(written.status == 0, "\(format): \(written.errors)")
                let read = try await person.succeeds("import", format, "--json").array
                let credential = try #require((read.first?["credentials"] as? [[String: Any]])?.first)
                #expect(credential["reason"] as? String == "already_there", "\(format)")
                #expect(credential["format"] as? String == format)
                let found = try await person.fails(20, "scan", format, "--json", saysError: false).array
                #expect(found.compactMap { $0["credential"] as? String } == ["ann"], "\(format)")
            }
            #expect(try await person.succeeds("show", "ann", "--json").object["exports"] as? Int == 10)
        }
    }

    @Test func `a secret for a repository is a box, in which no scan finds anything`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.oldToken(google)
            try person.write("first.yaml", yaml(client, token))
            try await person.succeeds("import", "first.yaml", "--name", "ann")
            let key = "j0DFrbaPJWJK5bIU6nZ6bslNgp09e14a0bpvPiE4KF8="
            try await person.succeeds(
                "export",
                "ann",
                "--format",
                "github-secret",
                "--repository-key",
                key,
                "--output",
                "box"
            )
            #expect(try await person.succeeds("scan", "box", "--json").array.isEmpty)
            let keyless = try await person.fails(2, "export", "ann", "--format", "github-secret", "--output", "other")
            #expect(keyless.errors.contains("--repository-key"))
            try await person.fails(
                2,
                "export",
                "ann",
                "--format",
                "github-secret",
                "--repository-key",
                "no",
                "--reveal"
            )
        }
    }

    @Test func `systemd seals the configuration, and gets it on standard input alone`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.oldToken(google)
            try person.write("first.yaml", yaml(client, token))
            try await person.succeeds("import", "first.yaml", "--name", "ann")
            try FileManager.default.createDirectory(at: person.path("bin"), withIntermediateDirectories: false)
            let path = ["PATH": person.path("bin").path]
            // Without the program nothing is exported, nor counted.
            let missing = try await person.fails(
                12,
                "export",
                "ann",
                "--format",
                "systemd-creds",
                "--output",
                "cred",
                "--json",
                environment: path
            )
            #expect(missing.failure["code"] as? String == "no_sealing_program")
            #expect(try await person.succeeds("show", "ann", "--json").object["exports"] as? Int == 0)

            try person.write(
                "bin/systemd-creds",
                """
                #!/bin/sh
                echo "$@" > "\(person.path("arguments").path)"
                /bin/ls /proc/self/fd > "\(person.path("descriptors").path)"
                exec /usr/bin/rev
                """,
                0o700
            )
            try await person.succeeds(
                "export",
                "ann",
                "--format",
                "systemd-creds",
                "--output",
                "cred",
                environment: path
            )
            let sealed = try String(contentsOf: person.path("cred"), encoding: .utf8)
            #expect(sealed.contains(String(token.reversed())))
            #expect(try mode(person.path("cred")) == 0o600)
            #expect(
                try String(contentsOf: person.path("arguments"), encoding: .utf8)
                    == "encrypt --name=google-ads.yaml - -\n"
            )
            // Of the descriptors, `ls` has one of its own.
            #expect(try String(contentsOf: person.path("descriptors"), encoding: .utf8) == "0\n1\n2\n3\n")

            try person.write("bin/systemd-creds", "#!/bin/sh\nexit 3\n", 0o700)
            let refused = try await person.fails(
                12,
                "export",
                "ann",
                "--format",
                "systemd-creds",
                "--output",
                "none",
                "--json",
                environment: path
            )
            #expect(refused.failure["code"] as? String == "not_sealed")
            #expect(!FileManager.default.fileExists(atPath: person.path("none").path))
        }
    }

    @Test func `secrets for stdout do not go to a file that is called by a dash`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.oldToken(google)
            try person.write("first.yaml", yaml(client, token))
            try await person.succeeds("import", "first.yaml", "--name", "ann")
            let refused = try await person.fails(2, "export", "ann", "--format", "env", "--output", "-")
            #expect(refused.errors.contains("--reveal"))
            #expect(!FileManager.default.fileExists(atPath: person.path("-").path))
            #expect(try await person.succeeds("exports", "--json").array.isEmpty)
        }
    }

    @Test func `a copy that could not be made is not listed, and the log says that it failed`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.oldToken(google)
            try person.write("first.yaml", yaml(client, token))
            try await person.succeeds("import", "first.yaml", "--name", "ann")
            for folder in ["bin", "out"] {
                try FileManager.default.createDirectory(at: person.path(folder), withIntermediateDirectories: false)
            }
            // The folder goes away after the export is written down and before the file is made; then nothing is sealed.
            for (program, status) in [("/bin/rmdir out && exec /usr/bin/rev", 2), ("exit 3", 12)] {
                try person.write("bin/systemd-creds", "#!/bin/sh\n\(program)\n", 0o700)
                let output = status == 2 ? "out/cred" : "cred"
                let outcome = try await person.fails(
                    Int32(status),
                    "export",
                    "ann",
                    "--format",
                    "systemd-creds",
                    "--output",
                    output,
                    environment: ["PATH": person.path("bin").path]
                )
                if status == 2 { #expect(outcome.errors.contains("cannot write out/cred: no such file or directory")) }
                #expect(try await person.succeeds("exports", "--json").array.isEmpty)
                let log = try await person.succeeds("audit", "--json").array.suffix(2)
                #expect(log.map { $0["action"] as? String } == ["export", "export failed"])
                #expect((log.last?["detail"] as? String)?.contains(person.path(output).path) == true)
            }
        }
    }

    @Test func `a file that cannot be imported is refused with its line, and the others come in`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.oldToken(google)
            try person.write("good.yaml", yaml(client, token))
            try person.write(
                "sample.yaml",
                "client_id: \(client.id)\nclient_secret: INSERT_CLIENT_SECRET_HERE\nrefresh_token: 1//x\n"
            )
            try person.write("mixed.env", "\nGOOGLE_ADS_CLIENT_ID=\(client.id)\nGOOGLE_ADS_CLIENT_SECRET=1//0abc\n")
            try person.write("key.yaml", "json_key_file_path: /etc/key.json\n")
            let cases = [
                ("sample.yaml", "placeholder", "sample.yaml: line 2:"), ("mixed.env", "mixed_up", "mixed.env: line 3:"),
                ("key.yaml", "key_file", "key.yaml: line 1:"), ("client.json", "import_file", "client.json: line 1:"),
            ]
            for (file, code, words) in cases {
                let outcome = try await person.fails(2, "import", file, "--json", saysError: file != "key.yaml")
                if file == "key.yaml" {
                    #expect((outcome.array.first?["error"] as? [String: Any])?["code"] as? String == code)
                } else {
                    #expect(outcome.failure["code"] as? String == code)
                    #expect((outcome.failure["message"] as? String)?.hasPrefix(words) == true, "\(outcome.failure)")
                }
            }
            let all = try await person.fails(
                22,
                "import",
                "sample.yaml",
                "good.yaml",
                "mixed.env",
                "--json",
                saysError: false
            )
            #expect(all.array.map { $0["ok"] as? Bool } == [false, true, false])
            #expect(try await person.succeeds("list", "--json").array.count == 1)
            try await person.fails(2, "import", "good.yaml", "sample.yaml", "--name", "one")
            try await person.fails(2, "import", "nowhere.yaml")
            try await person.fails(2, "import", "good.yaml", "--dry-run", "--shred")
            try person.write("two.yaml", yaml(client, token + "x") + "---\n" + yaml(client, token + "y"))
            try await person.fails(2, "import", "two.yaml", "--name", "one")
            try person.write("more.yaml", yaml(client, token + "z"))
            try await person.fails(16, "import", "more.yaml", "--name", "good")
        }
    }

    @Test func `a file that holds more than the vault is not destroyed`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.oldToken(google)
            try person.write("first.yaml", yaml(client, token))
            try await person.succeeds("import", "first.yaml")
            try person.write("other.yaml", yaml(client, token).replacing(client.secret, with: "GOCSPX-another-secret"))
            let outcome = try await person.fails(2, "import", "other.yaml", "--shred")
            #expect(outcome.errors.contains("another secret of the client"))
            #expect(FileManager.default.fileExists(atPath: person.path("other.yaml").path))
        }
    }

    private func yaml(_ client: Client, _ token: String, more: String = "") -> String {
        "client_id: \(client.id)\nclient_secret: \(client.secret)\nrefresh_token: \(token)\n\(more)"
    }

    private func mode(_ file: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    }
}

extension Operator {
    /// A token of Ann's that lives outside the vault, by a client that the vault does not know.
    func oldToken(_ google: Google) async throws -> (client: Client, token: String) {
        let client = await google.addClient(.installed, project: "old")
        return (client, try await google.mint(account: "ann@example.com", client: client.id)[0])
    }
}
