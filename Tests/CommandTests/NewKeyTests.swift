import Foundation
import Testing

@testable import GoogleSandbox

/// A vault that gets a new key from another process while a person consents.
@Suite struct NewKeyTests {
    @Test func `a login goes on under a new key, also where a pipe gave the passphrase`() async throws {
        try await withOperator { person, _ in
            let rotating = """
                #!/bin/sh
                '\(Operator.executable.path)' rotate key --passphrase-file '\(person.path("passphrase").path)' \
                  >'\(person.path("rotated").path)' 2>&1 && exec '\(person.path("browser").path)' "$1"
                """
            try person.write("rotating", rotating, 0o700)
            try await person.consents("ann@example.com")
            let login = person.process([], ["BROWSER": person.path("rotating").path])
            login.executableURL = URL(filePath: "/bin/sh")
            login.arguments = [
                "-c", "cat passphrase | \"$0\" login ann --timeout 20s --passphrase-file /dev/stdin",
                Operator.executable.path,
            ]
            let outcome = try await person.finish(login)

            let rotated = try String(contentsOf: person.path("rotated"), encoding: .utf8)
            #expect(outcome.status == 0, "\(rotated)\(outcome.errors)")
            #expect(outcome.errors.contains("the vault got a new key meanwhile, and is unlocked again"))
            #expect(try await person.succeeds("token", "ann").output.isEmpty == false)
        }
    }
}
