import Credentials
import Testing

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
        let result = CheckResult(
            name: try Name("ann"),
            state: .suspect,
            grantedScopes: [],
            missingScopes: [],
            extraScopes: [],
            customersReached: nil,
            findings: findings
        )
        let expected = """
            error ann: refused
              next: adsvault rotate token ann
            info ann: most likely: idle
            info ann: less likely: testing
              next: adsvault show ann

            """
        #expect([result].text(colours: false).hasSuffix(expected))
    }
}
