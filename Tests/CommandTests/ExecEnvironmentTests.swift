import Foundation
import Testing

@testable import GoogleSandbox

/// What a command that `exec` runs gets, compared with what it should get.
@Suite struct ExecEnvironmentTests {
    @Test func `through the broker a command gets these variables, no more and no fewer`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let variables = try await person.variables(["exec", "ann"], adding: Self.misleading)
            let address = try #require(variables["GCE_METADATA_HOST"])
            #expect(address.wholeMatch(of: /127\.0\.0\.1:[0-9]+/) != nil)
            let folder = try #require(variables["CLOUDSDK_CONFIG"])
            #expect(
                variables
                    == person.plainVariables.merging([
                        "KEPT": "a = b\nc", "ADSVAULT_EXEC": "1", "GOOGLE_ADS_DEVELOPER_TOKEN": "its own",
                        "GOOGLE_ADS_CONFIGURATION_FILE_PATH": "/ads.yaml", "GOOGLE_ADS_LOGIN_CUSTOMER_ID": "1112223333",
                        "GCE_METADATA_HOST": address, "GCE_METADATA_IP": address, "GCE_METADATA_ROOT": address,
                        "GCE_METADATA_TIMEOUT": "30", "GCE_METADATA_MTLS_MODE": "none", "CLOUDSDK_CONFIG": folder,
                        "METADATA_SERVER_DETECTION": "assume-present", "GOOGLE_ADS_USE_PROTO_PLUS": "True",
                        "GOOGLE_ADS_USE_APPLICATION_DEFAULT_CREDENTIALS": "true", "NO_PROXY": "127.0.0.1",
                        "no_proxy": "127.0.0.1",
                    ]) { $1 }
            )
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    @Test func `in its environment a command gets the secrets, and nothing inherited beside them`() async throws {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            try person.write("developer-token", "canary-developer-token\n")
            try await person.succeeds("client", "set", "main", "--developer-token-file", "developer-token")
            let adc = try await person.exported("ann")
            let variables = try await person.variables(["exec", "ann", "--inject", "env"], adding: Self.misleading)
            #expect(
                variables
                    == person.plainVariables.merging([
                        "KEPT": "a = b\nc", "ADSVAULT_EXEC": "1", "GOOGLE_ADS_USE_PROTO_PLUS": "True",
                        "GOOGLE_ADS_CLIENT_ID": adc["client_id"] ?? "",
                        "GOOGLE_ADS_CLIENT_SECRET": adc["client_secret"] ?? "",
                        "GOOGLE_ADS_REFRESH_TOKEN": adc["refresh_token"] ?? "",
                        "GOOGLE_ADS_DEVELOPER_TOKEN": "canary-developer-token",
                        "GOOGLE_APPLICATION_CREDENTIALS": "/key.json", "GCE_METADATA_HOST": "elsewhere",
                        "CLOUDSDK_CONFIG": "/gcloud",
                    ]) { $1 }
            )
            #expect(await google.isLive(adc["refresh_token"] ?? ""))
        }
    }

    @Test(arguments: ["broker", "env"])
    func `the manager that was found for the credential goes along, before an inherited one`(mode: String) async throws
    {
        try await withOperator { person, google in
            try await person.login("ann@example.com", as: "ann")
            let manager: AdsCustomerID = 1_234_567_890
            try await google.setCustomer(AdsCustomer(id: manager, isManager: true))
            try await google.setCustomer(AdsCustomer(id: 1_234_567_891, managers: [manager]))
            try await google.setReach([manager], of: "ann@example.com")
            try await person.succeeds("check")
            let shown = try await person.succeeds("show", "ann", "--json").object
            #expect(shown["loginCustomerID"] as? String == "1234567890")
            let inherited = ["GOOGLE_ADS_LOGIN_CUSTOMER_ID": "1112223333"]
            let variables = try await person.variables(["exec", "ann", "--inject", mode], adding: inherited)
            #expect(variables["GOOGLE_ADS_LOGIN_CUSTOMER_ID"] == "1234567890")
        }
    }

    @Test func `what leads around the broker is warned of`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let quiet = try await person.succeeds("exec", "ann", "--", "true")
            #expect(!quiet.errors.contains("wins over the broker"))
            let folder = person.path("home/.config/gcloud")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try person.write("home/.config/gcloud/application_default_credentials.json", "{}")
            let file = ["GOOGLE_ADS_CONFIGURATION_FILE_PATH": "/ads.yaml"]
            let outcome = try await person.succeeds("exec", "ann", "--", "true", environment: file)
            #expect(outcome.errors.contains("GOOGLE_ADS_CONFIGURATION_FILE_PATH is set: what stands in that file wins"))
            #expect(outcome.errors.contains("application_default_credentials.json wins over the broker in Go and Node"))
        }
    }

    @Test(arguments: ["broker", "env"])
    func `a command inherits stdin, stdout and stderr alone`(mode: String) async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let process = person.process([])
            process.executableURL = URL(filePath: "/bin/bash")
            let words = "exec 7</etc/passwd 8</etc/passwd; exec \"$0\" exec ann --inject \(mode) -- ls -l /proc/self/fd"
            process.arguments = ["-c", words, Operator.executable.path]
            let outcome = try await person.finish(process)
            #expect(outcome.status == 0, "\(outcome.errors)")
            // The fourth is the folder that ls reads.
            let numbers = outcome.output.matches(of: #/([0-9]+) ->/#).compactMap { Int($0.output.1) }
            #expect(numbers == [0, 1, 2, 3])
            #expect(outcome.output.contains(#/3 -> /proc/[0-9]+/fd/#))
        }
    }

    @Test func `umask, signals and folder are those that adsvault was started with`() async throws {
        try await withOperator { person, _ in
            try await person.login("ann@example.com", as: "ann")
            let command = "-- sh -c 'pwd; grep -E \"^(Umask|Sig(Blk|Ign|Cgt))\" /proc/self/status'"
            let plain = try await person.shell("umask 027; exec \"$0\" exec ann \(command)")
            #expect(plain.output.contains("\(person.folder.path)\n"))
            #expect(plain.output.contains("Umask:\t0027\n"))
            #expect(plain.signals("SigBlk") == 0)
            #expect(plain.signals("SigIgn") == 0)
            // SIGHUP and SIGINT, which nohup and a background job have ignored; a SIGCHLD ignored loses no status.
            let ignoring = try await person.shell("trap '' HUP INT USR1 CHLD; exec \"$0\" exec ann \(command)")
            #expect(ignoring.status == 0)
            #expect(ignoring.signals("SigIgn") == 0b11)
        }
    }

    /// What must not reach a command, and what must.
    private static let misleading = [
        "KEPT": "a = b\nc", "GOOGLE_APPLICATION_CREDENTIALS": "/key.json", "GOOGLE_ADS_REFRESH_TOKEN": "1//inherited",
        "GOOGLE_ADS_CLIENT_ID": "inherited", "GOOGLE_ADS_CLIENT_SECRET": "inherited", "GCE_METADATA_HOST": "elsewhere",
        "GOOGLE_ADS_DEVELOPER_TOKEN": "its own", "GOOGLE_ADS_CONFIGURATION_FILE_PATH": "/ads.yaml",
        "GOOGLE_ADS_LOGIN_CUSTOMER_ID": "1112223333", "CLOUDSDK_CONFIG": "/gcloud", "ADSVAULT_ANYTHING": "x",
    ]
}

extension Operator.Outcome {
    /// A set of signals that the run printed of itself, bit n - 1 for signal n (proc_pid_status(5)). Those that the C library
    /// keeps to itself, 32 and 33, nobody can change.
    fileprivate func signals(_ name: String) -> UInt64? {
        let line = output.split(separator: "\n").first { $0.hasPrefix(name + ":\t") }
        return line.flatMap { UInt64($0.dropFirst(name.count + 2), radix: 16) }.map { $0 & ~(0b11 << 31) }
    }
}

extension Operator {
    /// The variables of a command that `exec` runs.
    fileprivate func variables(_ arguments: [String], adding: [String: String]) async throws -> [String: String] {
        let outcome = try await run(arguments + ["--", "env", "-0"], adding)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\0").map { $0.split(separator: "=", maxSplits: 1) }
        return Dictionary(lines.map { (String($0[0]), $0.count == 2 ? String($0[1]) : "") }) { first, _ in first }
    }

    /// The variables that each run starts with, without adsvault's own.
    fileprivate var plainVariables: [String: String] {
        (process([]).environment ?? [:]).filter { !$0.key.hasPrefix("ADSVAULT_") }
    }

    /// Runs a script of bash, to which `$0` is adsvault.
    func shell(_ script: String) async throws -> Outcome {
        let process = process([])
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", script, Self.executable.path]
        return try await finish(process)
    }

    /// The secrets of a credential, by an export.
    func exported(_ name: String) async throws -> [String: String] {
        let outcome = try await run(["export", name, "--format", "adc-json", "--reveal"])
        return outcome.object.compactMapValues { $0 as? String }
    }
}
