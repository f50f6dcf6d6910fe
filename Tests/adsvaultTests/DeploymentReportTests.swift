import ArgumentParser
import Credentials
import Deploy
import Operations
import Sealing
import Testing

@testable import adsvault

/// How imports, copies and findings are said.
struct DeploymentReportTests {
    private let now = Timestamp(milliseconds: 1_795_255_200_000)

    @Test func `copies are said with what they hold`() throws {
        let old = Deployed(try credential(number: 1), copy("/etc/ads.yaml", number: 0))
        let new = Deployed(try credential(number: 1), copy("-", number: 1))
        let list = DeploymentList(copies: [old, new])
        let text = Report.deployments(list).text(now: now, colours: false)
        #expect(
            text.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
                "NAME DESTINATION", "ann /etc/ads.yaml", "ann -",
            ]
        )
        #expect(text.contains("an older one"))
        #expect(text.contains("the present one"))
        let json = String(decoding: Report.deployments(list).json.bytes, as: UTF8.self)
        #expect(
            json.hasPrefix(
                #"[{"credential":"ann","destination":"/etc/ads.yaml","format":"env","purpose":null,"actor":"a@b","#
                    + #""at":"2026-11-21T10:00:00.000Z","current":false,"fingerprint":null,"#
                    + #""state":"active"},"#
            )
        )
        // Only of the secret that is there is a fingerprint known.
        #expect(json.contains(#""current":true,"fingerprint":"f","state""#))
        #expect(old.place == "/etc/ads.yaml (env by a@b)")
        #expect(new.place == "what was printed (env by a@b)")
    }

    @Test func `a list of copies fits a terminal, and is whole in JSON and where there is none`() throws {
        let path = "/srv/" + String(repeating: "deep/", count: 20) + "google-ads.yaml"
        let list = DeploymentList(copies: [Deployed(try credential(number: 1), copy(path, number: 1))])
        func said(columns: Int?, _ options: String...) throws -> String {
            let test = TestContext(environment: ["NO_COLOR": "1"], columns: columns)
            try test.context.report(.deployments(list), try VaultOptions.parse(options))
            return test.answer.text
        }
        #expect(try said(columns: 80).split(separator: "\n").map(\.columns).max() == 80)
        #expect(try said(columns: 80, "--json").contains(path))
        #expect(try said(columns: nil).contains(path))
    }

    @Test func `a scan ends with what it found, else with what it could not look at`() {
        var summary = ScanSummary()
        #expect(summary.status == .done)
        summary.gaps = [ScanGap(path: "a", reason: "long", isFailure: false)]
        #expect(summary.status == .done)
        summary.gaps.append(ScanGap(path: "b", reason: "unreadable", isFailure: true))
        #expect(summary.status == .someFailed)
        let secret = FoundSecret(kind: .refreshToken, owner: nil, line: 7, fingerprint: "f")
        summary.findings = [ScanFinding(path: "c", commit: nil, secret: secret)]
        #expect(summary.status == .drift)
        #expect(
            String(decoding: Report.found(summary).json.bytes, as: UTF8.self)
                == #"[{"path":"c","line":7,"commit":null,"kind":"refreshToken","credential":null,"client":null,"others":[]}]"#
        )
        let text = Report.found(summary).text(now: now, colours: false)
        #expect(text.contains("c:7"))
        #expect(text.contains("looks like a refresh token"))
        #expect(text.contains("not of this vault"))
    }

    @Test func `a secret that several have is said of all of them`() throws {
        let (one, two, three) = (try Name("one"), try Name("two"), try Name("three"))
        let secret = FoundSecret(
            kind: .developerToken,
            owner: .client(one),
            others: [.client(three), .client(two)],
            line: 1,
            fingerprint: "f"
        )
        let report = Report.found(ScanSummary(findings: [ScanFinding(path: "c", commit: nil, secret: secret)]))
        #expect(report.text(now: now, colours: false).contains("the client one, the client three, the client two"))
        #expect(
            String(decoding: report.json.bytes, as: UTF8.self)
                .contains(#""client":"one","others":["three","two"]}"#)
        )
    }

    @Test func `what could not be looked at is said before what was left out`() {
        var summary = ScanSummary()
        summary.gaps = [
            ScanGap(path: "a.gz", reason: "compressed (gzip)", isFailure: false),
            ScanGap(path: "b", reason: "unreadable", isFailure: true),
        ]
        #expect(summary.gapsByWeight.map(\.path) == ["b", "a.gz"])
    }

    @Test func `each reason not to import has its word, and its status is wrong usage`() throws {
        let cases: [(String, String)] = [
            ("refresh_token: 1//x\n", "setting_missing"), ("nothing", "import_file"),
            ("client_id: ya29.x\nclient_secret: s\nrefresh_token: 1//x\n", "mixed_up"),
            ("client_id: INSERT_ID\nclient_secret: s\nrefresh_token: 1//x\n", "placeholder"),
            ("client_id: c\nclient_secret: s\nrefresh_token: 1//x\njson_key_file_path: /k\n", "two_kinds"),
            ("use_application_default_credentials: true\n", "elsewhere"),
        ]
        for (text, code) in cases {
            let error = try #require(throws: ImportError.self) {
                _ = try ImportedFile(contents: Array(text.utf8).rawBytes, name: "f")
            }
            let failure = CommandFailure(anyOf: error).of(file: "f")
            #expect(failure.code == code, "\(text)")
            #expect(failure.status == .usage)
            #expect(failure.message.hasPrefix("f: "))
        }
        #expect(CommandFailure(anyOf: ImportRefusal.severalCredentials(count: 2)).code == "several_credentials")
    }

    @Test(arguments: [
        ["--network-code", "12x"], ["--repository-key", "AAAA"], ["--secret-name", "Ads"], ["--namespace", "a.b"],
        ["--purpose", "two\nlines"], ["--purpose", ""],
    ])
    func `an option that is not what it should be is wrong usage`(option: [String]) async throws {
        let home = try Home()
        defer { home.remove() }
        let run = await home.run(["export", "a", "--format", "env", "--reveal"] + option)
        #expect(run.status == .usage)
        #expect(run.messages.contains("error"))
    }

    @Test func `exports takes names with an option as well, and no names beside --all`() throws {
        let command = try #require(try Adsvault.parseAsRoot(["exports", "ann", "--name", "bob"]) as? ExportsCommand)
        #expect(command.filter.names + command.name == ["ann", "bob"])
        #expect(throws: (any Error).self) { _ = try Adsvault.parseAsRoot(["exports", "--all", "--name", "bob"]) }
    }

    private func credential(number: Int) throws -> Credential {
        var credential = Credential(
            name: try Name("ann"),
            kind: .user,
            account: nil,
            client: Credential.Client(name: try Name("c"), id: "1", project: "1"),
            scopes: [],
            requiredScopes: [],
            createdAt: now,
            fingerprint: "f"
        )
        credential.secretNumber = number
        return credential
    }

    private func copy(_ destination: String, number: Int) -> Deployment {
        Deployment(destination: destination, format: "env", purpose: nil, actor: "a@b", at: now, secretNumber: number)
    }
}
