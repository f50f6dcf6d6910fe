import ArgumentParser
import Credentials
import Testing
import Vault

@testable import Operations
@testable import adsvault

/// What a check found, as it is shown.
struct CheckReportTests {
    @Test func `what is to be done is said once for an error and its cause`() throws {
        let next = "adsvault rotate token ann"
        let findings = [
            Finding(code: .dead, severity: .error, message: "refused", next: next),
            Finding(code: .idle, severity: .info, message: "most likely: idle", next: next),
            Finding(code: .testing, severity: .info, message: "less likely: testing", next: "adsvault show ann"),
        ]
        let result = try result(findings)
        let expected = """
            error ann: refused
              next: adsvault rotate token ann
            info ann: most likely: idle
            info ann: less likely: testing
              next: adsvault show ann

            """
        #expect([result].text(colours: false).hasSuffix(expected))
    }

    @Test func `a check of which nothing can be said does not pass for one that found nothing`() throws {
        let test = TestContext()
        let command = try CheckCommand.parse([])
        let failure = #expect(throws: CommandFailure.self) { try command.answer([], of: 1, nil, in: test.context) }
        #expect(failure?.status == .busy)
        #expect(test.answer.text.isEmpty)

        #expect(throws: ExitStatus.someFailed) { try command.answer([try result()], of: 2, nil, in: test.context) }
        #expect(test.answer.text.contains("ann"))
        try command.answer([try result()], of: 1, nil, in: test.context)
    }

    @Test func `what was found before a check stopped is given, and then why it stopped`() throws {
        let test = TestContext()
        let dead = try result([Finding(code: .dead, severity: .error, message: "refused", next: nil)])
        #expect(throws: VaultError.busy) {
            try CheckCommand.parse(["--json"]).answer([dead], of: 2, VaultError.busy, in: test.context)
        }
        #expect(test.answer.text.hasPrefix(#"[{"name":"ann","ok":false"#))
    }

    private func result(_ findings: [Finding] = []) throws -> CheckResult {
        CheckResult(
            name: try Name("ann"),
            state: .suspect,
            grantedScopes: [],
            missingScopes: [],
            extraScopes: [],
            customersReached: nil,
            findings: findings
        )
    }
}
