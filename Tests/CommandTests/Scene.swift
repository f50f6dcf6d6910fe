import Foundation
import Testing

@testable import GoogleSandbox

/// Runs a story with a stand-in for Google of its own and an operator who has a vault and a client.
func withOperator(_ story: (Operator, Google) async throws -> Void) async throws {
    let sandbox = try await Sandbox.start()
    do {
        let person = try Operator(sandbox: sandbox)
        for email in ["ann@example.com", "bob@example.com"] { _ = await sandbox.google.addAccount(email) }
        let client = await sandbox.google.addClient(.installed, project: "acme")
        try person.write("client.json", client.secretFile.text)
        try await person.succeeds("init", "--unlock", "passphrase", "--kdf", "interactive")
        try await person.succeeds("client", "add", "client.json", "--name", "main")
        try await story(person, sandbox.google)
    } catch {
        await sandbox.stop()
        throw error
    }
    await sandbox.stop()
}

extension Operator {
    /// Runs what must succeed.
    @discardableResult
    func succeeds(_ arguments: String..., environment: [String: String] = [:]) async throws -> Outcome {
        let outcome = try await run(arguments, environment)
        #expect(outcome.status == 0, "adsvault \(arguments.joined(separator: " ")): \(outcome.errors)")
        return outcome
    }

    /// Runs what must end with `status`, saying so in one error line; or in the answer, where there is one.
    @discardableResult
    func fails(
        _ status: Int32,
        _ arguments: String...,
        environment: [String: String] = [:],
        saysError: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Outcome {
        let outcome = try await run(arguments, environment)
        #expect(
            outcome.status == status,
            "adsvault \(arguments.joined(separator: " ")): \(outcome.errors)",
            sourceLocation: sourceLocation
        )
        #expect(
            !saysError || outcome.errors.contains("error"),
            "no error is told: \(outcome.errors)",
            sourceLocation: sourceLocation
        )
        return outcome
    }

    /// Obtains a credential of an account.
    @discardableResult
    func login(_ email: String, as name: String? = nil) async throws -> Outcome {
        try await consents(email)
        return try await run(["login"] + (name.map { [$0] } ?? []))
    }

    var vault: URL { path("home/.local/share/adsvault/vault.db") }
}
